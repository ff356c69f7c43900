using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KubePki.Cli.Commands;

namespace KubePki.Cli;

/// <summary>
/// What somebody who mends a bug has to know, and nothing of the node: the version, the words of the command without their values, the kernel, and
/// the methods through which an unexpected exception went. Messages of exceptions, arguments and contents of files are left out: they may hold
/// anything.
/// </summary>
internal static class BugReport
{
    /// <summary>The variable that asks for it; so does <c>--verbose</c>.</summary>
    private const string Variable = "KUBEPKI_DEBUG";

    /// <summary>Exceptions that caused one another are followed this far, and so many methods of each are named.</summary>
    private const int MostCauses = 8, MostMethods = 60;

    /// <summary>Whether the report is wanted.</summary>
    public static bool IsWanted(bool verbose)
        => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } and not "0" || verbose;

    /// <summary>The report, line by line. Of what was given it has the names of options only: values may be secrets.</summary>
    public static IEnumerable<string> Lines(Exception failure, Command? command, IEnumerable<string> options)
    {
        yield return $"kubepki {VersionCommand.Version}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}";
        yield return $"command: {string.Join(' ', command is null ? [] : options.Prepend(Help.PathOf(command)))}";
        yield return $"kernel: {Environment.OSVersion.Version}";
        var cause = failure;
        for (var depth = 0; cause is not null && depth < MostCauses; depth++, cause = cause.InnerException)
        {
            yield return cause.GetType().FullName ?? cause.GetType().Name;
            foreach (var method in new StackTrace(cause, fNeedFileInfo: false).GetFrames().Take(MostMethods).Select(DiagnosticMethodInfo.Create))
            {
                yield return method is null ? "  at ?" : $"  at {method.DeclaringTypeName}.{method.Name}";
            }
        }
    }
}
