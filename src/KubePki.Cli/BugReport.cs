using System.CommandLine;
using System.CommandLine.Parsing;
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
    public static bool IsWanted(string[] arguments)
        => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } and not "0" || arguments.Any(a => a is "-v" or "--verbose");

    /// <summary>The report, line by line.</summary>
    public static IEnumerable<string> Lines(Exception failure, ParseResult? parsed)
    {
        yield return $"kubepki {VersionCommand.Version}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}";
        yield return $"command: {string.Join(' ', Words(parsed))}";
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

    /// <summary>The names of commands and options: words of this program's own. Values may be secrets.</summary>
    private static IEnumerable<string> Words(ParseResult? parsed) => parsed is null
        ? []
        : parsed.CommandResult.Children.OfType<OptionResult>().Where(o => !o.Implicit).Select(o => o.Option.Name)
            .Prepend(Help.PathOf(parsed.CommandResult.Command));
}
