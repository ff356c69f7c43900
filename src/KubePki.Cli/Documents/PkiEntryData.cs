using System.Numerics;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>A certificate, key or kubeconfig of a node, and its status.</summary>
internal sealed class PkiEntryData
{
    /// <summary>Name of the item, also for use in commands.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of the item.</summary>
    [OneOf("ca", "certificate", "kubeconfig", "serviceAccountKey", "kubeletCertificate", "credentialFile", "trustedCa")]
    public required string Kind { get; init; }

    /// <summary>Path of the item's file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>State of the item by its dates, or why nothing is known of them.</summary>
    [OneOf("ok", "expiring", "expired", "notYetValid", "missing", "unreadable", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether the key of the item's CA is not on this node, so that the item cannot be renewed here.</summary>
    public required bool ExternallyManaged { get; init; }

    /// <summary>Start of the certificate's validity; null without a certificate.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>Expiry of the certificate; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Seconds until the certificate expires, negative afterwards; null without a certificate.</summary>
    public required long? SecondsLeft { get; init; }

    /// <summary>Distinguished name of the issuer; null without a certificate.</summary>
    public required string? Issuer { get; init; }

    /// <summary>Distinguished name of the subject; null without a certificate.</summary>
    public required string? Subject { get; init; }

    /// <summary>Subject alternative names; null without a certificate.</summary>
    public required IReadOnlyList<string>? Sans { get; init; }

    /// <summary>Serial number in hexadecimal, lower case, without leading zeros; null without a certificate.</summary>
    public required string? Serial { get; init; }

    /// <summary>Algorithm of the key; null if there is no readable key.</summary>
    public required string? KeyAlgorithm { get; init; }

    /// <summary>SHA-256 of the certificate in hexadecimal; null without a certificate.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>Name of the CA that signs the item in a kubeadm cluster; null for a CA and a bare key pair.</summary>
    public required string? Authority { get; init; }

    /// <summary>Path of the private key; omitted if it has no file of its own.</summary>
    [Optional]
    public string? KeyPath { get; init; }

    /// <summary>The certificate file that a kubeconfig points at; omitted if the certificate is in the kubeconfig.</summary>
    [Optional]
    public string? PointsAt { get; init; }

    /// <summary>The user as whom a kubeconfig connects; omitted for other items.</summary>
    [Optional]
    public string? User { get; init; }

    /// <summary>What is wrong with the item other than its dates, or why it cannot be read; omitted if nothing is.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    /// <summary>Whether an unreadable file leaves the status of the item uncertain.</summary>
    [NoField]
    public bool IsUnknown => State == "unknown" || Problem?.Id == FileMessages.Unreadable.Id;

    /// <summary>The remaining share of the validity, 0 to 1; null without a certificate.</summary>
    [NoField]
    public double? ShareLeft
        => NotAfter - NotBefore is { Ticks: > 0 } life && SecondsLeft is { } left ? Math.Clamp(TimeSpan.FromSeconds(left) / life, 0, 1)
            : null;

    public static IReadOnlyList<PkiEntryData> Of(IEnumerable<Verdict> verdicts, Language language)
        => Parts.Of(verdicts, v => Of(v, language));

    private static PkiEntryData Of(Verdict verdict, Language language)
    {
        var (item, certificate) = (verdict.Item, verdict.Certificate);
        return new PkiEntryData
        {
            Name = item.Name,
            Kind = Words.Kind(item.Entry.Kind),
            Path = item.Path,
            State = Words.State(verdict.Status),
            ExternallyManaged = verdict.ExternallyManaged,
            NotBefore = certificate?.NotBefore,
            NotAfter = certificate?.NotAfter,
            SecondsLeft = verdict.TimeLeft is { } left ? (long)left.TotalSeconds : null,
            Issuer = certificate?.Issuer.Text,
            Subject = certificate?.Subject.Text,
            Sans = certificate is null ? null : [.. certificate.Names.All],
            Serial = certificate is null ? null : Hexadecimal(certificate.Serial),
            KeyAlgorithm = certificate?.KeyAlgorithm.Name ?? item.KeyAlgorithm?.Name,
            Fingerprint = certificate?.Fingerprint,
            Authority = item.Entry.Issuer,
            KeyPath = item.KeyPath,
            PointsAt = item.PointsAt,
            User = item.UserName,
            Problem = verdict.Problem is { } problem ? ProblemData.Of(problem, language) : null,
        };
    }

    private static string Hexadecimal(BigInteger serial) => serial.IsZero ? "0" : serial.ToString("x").TrimStart('0');
}
