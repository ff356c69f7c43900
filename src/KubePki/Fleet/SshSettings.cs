using System.Security.Cryptography;

namespace KubePki.Fleet;

/// <summary>The program that nodes are given: this one.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">Its hash, in lower-case hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record AgentProgram(string Path, string Sha256, long Size)
{
    /// <summary>The program this process runs.</summary>
    public static AgentProgram Own()
    {
        using var file = File.OpenRead(Environment.ProcessPath!);
        return new AgentProgram(file.Name, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length);
    }
}

/// <summary>What is the same for all connections of a run.</summary>
/// <param name="Program">What runs on the nodes.</param>
/// <param name="Configuration">A file in the place of the user's ssh configuration, or null.</param>
/// <param name="AskPassword">Asks the person for the sudo password of all nodes, once; null when there is nobody.</param>
/// <param name="Note">Told what a node's kubepki says beside its result.</param>
public sealed record SshSettings(AgentProgram Program, string? Configuration, Func<string?> AskPassword, Action<NodeTarget, string> Note);
