using System.Security.Cryptography;

namespace KubePki.Fleet;

/// <summary>The program that is sent to nodes: this one.</summary>
/// <param name="Path">The path of the program.</param>
/// <param name="Sha256">Its hash, in lower-case hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Version">The version in the program's first message.</param>
internal sealed record AgentProgram(string Path, string Sha256, long Size, string Version)
{
    /// <summary>The program that this process runs, with this version.</summary>
    public static AgentProgram Own(string version)
    {
        using var file = File.OpenRead(Environment.ProcessPath!);
        return new AgentProgram(file.Name, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length, version);
    }
}

/// <summary>The settings of all connections of a run.</summary>
/// <param name="Program">The program that runs on the nodes.</param>
/// <param name="Configuration">A file that replaces the user's ssh configuration, or null.</param>
/// <param name="AskPassword">Asks the user once for the sudo password of all nodes; returns null if there is no terminal.</param>
/// <param name="Note">Receives the messages of a node's kubepki in addition to its result.</param>
internal sealed record SshSettings(AgentProgram Program, string? Configuration, Func<string?> AskPassword, Action<NodeTarget, string> Note)
{
    /// <summary>The OpenSSH client. Default: the one in the PATH.</summary>
    public string Client { get; init; } = "ssh";

    /// <summary>How long to wait for nodes.</summary>
    public NodeLimits Limits { get; init; } = NodeLimits.Default;

    /// <summary>Called when a wait for a node begins; the result is disposed when it ends.</summary>
    public Func<NodeTarget, IDisposable?> Waits { get; init; } = _ => null;
}
