using System.CommandLine;
using System.Reflection;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The version and, after a plus sign, the commit it was built from, if the build knew it.</summary>
    public static string Version { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static Command Build(CommonOptions common)
        => new Verb("version", HelpTexts.VersionAbout, common, "kubepki version", "kubepki version -o json").Does(common, (invocation, _) =>
        {
            if (invocation.Terminal.IsDocument)
            {
                return invocation.Report(new VersionDocument { Version = Version });
            }

            invocation.Terminal.Result($"kubepki {Version}");
            return ExitCode.Done;
        });
}
