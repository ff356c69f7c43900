using System.Security.Cryptography;
using KubePki.Language;

namespace KubePki.X509;

/// <summary>One PEM block: its label and the bytes it holds.</summary>
internal sealed record PemBlock(string Label, byte[] Der)
{
    /// <summary>Whether headers stand before the content (RFC 1421).</summary>
    public bool HasHeaders { get; init; }

    /// <summary>Whether the headers say that the content is encrypted.</summary>
    public bool IsEncrypted { get; init; }
}

/// <summary>What a PEM file holds.</summary>
/// <param name="Blocks">The whole blocks, in order.</param>
/// <param name="Damaged">Label of the first block that begins and is cut off or damaged, or null.</param>
internal sealed record PemFile(IReadOnlyList<PemBlock> Blocks, string? Damaged)
{
    /// <summary>Wipes what private keys were read along, by whoever looks for something else.</summary>
    internal void WipeKeys()
    {
        foreach (var block in Blocks.Where(b => b.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            CryptographicOperations.ZeroMemory(block.Der);
        }
    }

    /// <summary>Why there is no block of the kind looked for: a damaged one explains it best.</summary>
    internal Problem Lacks(string kind, string where)
        => Damaged is not null ? X509Messages.TruncatedPem.At(where, Damaged) : X509Messages.NoPemBlock.At(where, kind);
}
