using System.Globalization;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Builds the arguments of the system's OpenSSH client, and interprets its error messages. Pure.</summary>
internal static class SshCommand
{
    /// <summary>sudo writes this to stderr to request the password. No other program prints it.</summary>
    public const string PasswordPrompt = "[kubepki-wants-the-sudo-password]";

    private static readonly string[] Settings =
    [
        "BatchMode=yes", "StrictHostKeyChecking=yes", "ClearAllForwardings=yes", "PermitLocalCommand=no", "ConnectTimeout=15",
        "ServerAliveInterval=15", "ServerAliveCountMax=4",
    ];

    /// <summary>
    /// The arguments of <c>ssh</c>. Host keys are always checked and ssh asks no questions: there are many connections at once, and answers
    /// would go to the wrong one. The user's configuration of hosts, jump hosts, keys and agents applies.
    /// </summary>
    public static IReadOnlyList<string> Arguments(NodeTarget node, string? configuration, string remoteCommand) =>
    [
        "-T", "-a", "-x",
        .. Settings.SelectMany(setting => new[] { "-o", setting }),
        .. configuration is null ? Array.Empty<string>() : ["-F", configuration],
        .. node.Port is { } port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. node.User is { } user ? ["-l", user] : Array.Empty<string>(),
        .. node.IdentityFile is { } file ? ["-i", file] : Array.Empty<string>(),
        "--", node.Destination, remoteCommand,
    ];

    /// <summary>The command line for the node's login shell: one command with every word quoted.</summary>
    public static string Remote(NodeTarget node, string sha256, long size)
    {
        string[] shell = ["/bin/sh", "-c", NodeScript.Text, "kubepki", sha256, size.ToString(CultureInfo.InvariantCulture)];
        return string.Join(' ', Becoming(node, shell).Select(Quoted));
    }

    /// <summary>The command for a node that is this machine: the program itself, as the agent.</summary>
    public static IReadOnlyList<string> Here(NodeTarget node, string program) => Becoming(node, [program, "agent"]);

    private static string[] Becoming(NodeTarget node, string[] command)
        => node.Become ? ["sudo", "-S", "-p", PasswordPrompt, "--", .. command] : command;

    /// <summary>The reason why a connection ended before the node's kubepki started, based on ssh's own message.</summary>
    public static Problem Failure(NodeTarget node, string said)
    {
        var last = SshDiagnostics.LastWord(said) ?? "?";
        return said switch
        {
            _ when said.Contains("Host key verification failed", StringComparison.Ordinal)
                || said.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) =>
                FleetMessages.HostKey.At(node.Name, last),
            _ when said.Contains("Permission denied (", StringComparison.Ordinal) => FleetMessages.NotLetIn.At(node.Name, last),
            _ => FleetMessages.Unreachable.At(node.Name, last),
        };
    }

    /// <summary>Quotes a word for every POSIX shell, and for fish.</summary>
    public static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
