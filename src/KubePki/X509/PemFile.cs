using System.Security.Cryptography;
using KubePki.Localization;

namespace KubePki.X509;

/// <summary>One PEM block: its label and its bytes.</summary>
internal sealed record PemBlock(string Label, byte[] Der)
{
    /// <summary>Whether there are headers before the content (RFC 1421).</summary>
    public bool HasHeaders { get; init; }

    /// <summary>Whether the headers mark the content as encrypted.</summary>
    public bool IsEncrypted { get; init; }
}

/// <summary>The content of a PEM file.</summary>
/// <param name="Blocks">The complete blocks, in order.</param>
/// <param name="Damaged">Label of the first block that is cut off or damaged, or null.</param>
internal sealed record PemFile(IReadOnlyList<PemBlock> Blocks, string? Damaged)
{
    /// <summary>Wipes private keys that were read by a caller that needs other blocks.</summary>
    internal void WipeKeys()
    {
        foreach (var block in Blocks.Where(b => b.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            CryptographicOperations.ZeroMemory(block.Der);
        }
    }

    /// <summary>Why there is no block of the requested kind: a damaged block is the best explanation.</summary>
    internal Problem ExplainMissing(string kind, string where)
        => Damaged is not null ? X509Messages.TruncatedPem.At(where, Damaged) : X509Messages.NoPemBlock.At(where, kind);
}
