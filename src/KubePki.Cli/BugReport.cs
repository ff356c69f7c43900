using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KubePki.Cli.Commands;

namespace KubePki.Cli;

/// <summary>
/// The information that is needed to fix a bug, and nothing about the node: the version, the words of the command without their values, the
/// kernel, and the methods in the stack trace of an unexpected exception. Exception messages, arguments and file contents are omitted,
/// because they may contain anything.
/// </summary>
internal static class BugReport
{
    /// <summary>The environment variable that enables the report; <c>--verbose</c> does too.</summary>
    private const string Variable = "KUBEPKI_DEBUG";

    /// <summary>The maximum length of a chain of causes, and the maximum number of methods for each.</summary>
    private const int MostCauses = 8, MostMethods = 60;

    /// <summary>Whether the report is enabled.</summary>
    public static bool IsWanted(bool verbose)
        => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } and not "0" || verbose;

    /// <summary>The report, line by line. It contains only the names of the given options, because values may be secrets.</summary>
    public static IEnumerable<string> Lines(Exception failure, Command? command, IEnumerable<string> options)
    {
        yield return $"kubepki {VersionCommand.Version}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}";
        yield return $"command: {string.Join(' ', command is null ? [] : options.Prepend(Help.PathOf(command)))}";
        yield return $"kernel: {Environment.OSVersion.Version}";
        var cause = failure;
        for (var depth = 0; cause is not null && depth < MostCauses; depth++, cause = cause.InnerException)
        {
            yield return cause.GetType().FullName ?? cause.GetType().Name;
            foreach (var method in new StackTrace(cause, fNeedFileInfo: false).GetFrames().Take(MostMethods)
                .Select(DiagnosticMethodInfo.Create))
            {
                yield return method is null ? "  at ?" : $"  at {method.DeclaringTypeName}.{method.Name}";
            }
        }
    }
}
