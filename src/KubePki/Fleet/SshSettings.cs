using System.Security.Cryptography;

namespace KubePki.Fleet;

/// <summary>The program that nodes are given: this one.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">Its hash, in lower-case hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Version">What it says of itself when it begins.</param>
internal sealed record AgentProgram(string Path, string Sha256, long Size, string Version)
{
    /// <summary>The program this process runs, of this version.</summary>
    public static AgentProgram Own(string version)
    {
        using var file = File.OpenRead(Environment.ProcessPath!);
        return new AgentProgram(file.Name, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length, version);
    }
}

/// <summary>What is the same for all connections of a run.</summary>
/// <param name="Program">What runs on the nodes.</param>
/// <param name="Configuration">A file in the place of the user's ssh configuration, or null.</param>
/// <param name="AskPassword">Asks the person for the sudo password of all nodes, once; null when there is nobody.</param>
/// <param name="Note">Receives what a node's kubepki says beside its result.</param>
internal sealed record SshSettings(AgentProgram Program, string? Configuration, Func<string?> AskPassword, Action<NodeTarget, string> Note)
{
    /// <summary>The OpenSSH client; default: the one in the PATH.</summary>
    public string Client { get; init; } = "ssh";

    /// <summary>How long nodes are waited for.</summary>
    public NodeLimits Limits { get; init; } = NodeLimits.Default;

    /// <summary>Called when a wait for a node begins; the result is disposed when it ends.</summary>
    public Func<NodeTarget, IDisposable?> Waits { get; init; } = _ => null;
}
