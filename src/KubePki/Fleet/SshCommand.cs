using System.Globalization;
using KubePki.Language;

namespace KubePki.Fleet;

/// <summary>How the system's OpenSSH client is called, and what its complaints mean. Pure.</summary>
internal static class SshCommand
{
    /// <summary>Written by sudo to stderr when it wants the password: a word no other program prints.</summary>
    public const string PasswordPrompt = "[kubepki-wants-the-sudo-password]";

    private static readonly string[] Settings =
    [
        "BatchMode=yes", "StrictHostKeyChecking=yes", "ClearAllForwardings=yes", "PermitLocalCommand=no", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=4",
    ];

    /// <summary>
    /// The arguments of <c>ssh</c>. Host keys are always checked and nothing is asked: many connections are made at once, and
    /// answers would go to the wrong one. What the user's configuration says about hosts, jumps, keys and agents holds.
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

    /// <summary>What the node's login shell is given: one command whose every word is quoted.</summary>
    public static string Remote(NodeTarget node, string sha256, long size)
    {
        string[] shell = ["/bin/sh", "-c", NodeScript.Text, "kubepki", sha256, size.ToString(CultureInfo.InvariantCulture)];
        return string.Join(' ', Becoming(node, shell).Select(Quoted));
    }

    /// <summary>The command for a node that is this machine: the program itself, as the agent.</summary>
    public static IReadOnlyList<string> Here(NodeTarget node, string program) => Becoming(node, [program, "agent"]);

    private static string[] Becoming(NodeTarget node, string[] command) => node.Become ? ["sudo", "-S", "-p", PasswordPrompt, "--", .. command] : command;

    /// <summary>The problem that ended a connection before the node's kubepki spoke, by ssh's own words.</summary>
    public static Problem Failure(NodeTarget node, string said)
    {
        var last = SshDiagnostics.LastWord(said) ?? "?";
        return said switch
        {
            _ when said.Contains("Host key verification failed", StringComparison.Ordinal) || said.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) => FleetMessages.HostKey.At(node.Name, last),
            _ when said.Contains("Permission denied (", StringComparison.Ordinal) => FleetMessages.NotLetIn.At(node.Name, last),
            _ => FleetMessages.Unreachable.At(node.Name, last),
        };
    }

    /// <summary>A word as every POSIX shell, and fish, takes it.</summary>
    public static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
