using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki version</c>.</summary>
internal static class VersionCommand
{
    private const string Unknown = "unknown";

    /// <summary>
    /// The version, followed by a plus sign and the commit that the program was built from if the build had that information.
    /// </summary>
    public static string Version { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>(
        )?.InformationalVersion
        ?? "0";

    /// <summary>The time of the commit that the program was built from; null if the build did not have that information.</summary>
    public static DateTimeOffset? SourceDate
        => long.TryParse(Fact("SourceDate"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static Command Build(CommonOptions common)
        => new Verb("version", HelpTexts.VersionAbout, common, "kubepki version", "kubepki version -o json").Does(common, (invocation, _) =>
        {
            if (invocation.Terminal.IsDocument)
            {
                return invocation.Report(Document());
            }

            invocation.Terminal.Result($"kubepki {Version}");
            return ExitCode.Done;
        });

    private static VersionDocument Document() => new()
    {
        Version = Version,
        Commit = Fact("SourceCommit") is { Length: > 0 } commit ? commit : Unknown,
        SourceDate = SourceDate?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? Unknown,
        Openssl = OpenSslVersion(SafeEvpPKeyHandle.OpenSslVersion),
        Dotnet = Environment.Version.ToString(),
        Architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
    };

    /// <summary>The version as people write it. OpenSSL 3 gives it as 0xMNN00PP0: major, minor and patch.</summary>
    private static string OpenSslVersion(long number)
        => string.Create(CultureInfo.InvariantCulture, $"{number >> 28}.{(number >> 20) & 0xff}.{(number >> 4) & 0xff}");

    private static string? Fact(string key) => typeof(VersionCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(fact => fact.Key == key)?.Value;
}
