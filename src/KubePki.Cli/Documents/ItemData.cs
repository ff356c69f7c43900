using System.Numerics;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Language;

namespace KubePki.Cli.Documents;

/// <summary>A certificate, key or kubeconfig of a node and where it stands.</summary>
internal sealed class ItemData
{
    /// <summary>Its name, with which commands name it too.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    [OneOf("ca", "certificate", "kubeconfig", "serviceAccountKey", "kubeletCertificate", "credentialFile", "trustedCa")]
    public required string Kind { get; init; }

    /// <summary>Path of its file on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Where it stands by its dates, or why nothing is known of them.</summary>
    [OneOf("ok", "expiring", "expired", "notYetValid", "missing", "unreadable", "unknown")]
    public required string State { get; init; }

    /// <summary>Whether the key of its CA is not on this node, so that it cannot be renewed here.</summary>
    public required bool ExternallyManaged { get; init; }

    /// <summary>Start of its validity; null without a certificate.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of its validity; null without a certificate.</summary>
    public required DateTimeOffset? NotAfter { get; init; }

    /// <summary>Seconds until it expires, negative afterwards; null without a certificate.</summary>
    public required long? SecondsLeft { get; init; }

    /// <summary>Its issuer's distinguished name; null without a certificate.</summary>
    public required string? Issuer { get; init; }

    /// <summary>Its distinguished name; null without a certificate.</summary>
    public required string? Subject { get; init; }

    /// <summary>Its subject alternative names; null without a certificate.</summary>
    public required IReadOnlyList<string>? Sans { get; init; }

    /// <summary>Its serial number in hexadecimal, lower case, without leading zeros; null without a certificate.</summary>
    public required string? Serial { get; init; }

    /// <summary>Kind of its key; null where there is none to read.</summary>
    public required string? KeyAlgorithm { get; init; }

    /// <summary>SHA-256 of the certificate in hexadecimal; null without one.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>Name of the CA that signs it in a cluster of kubeadm; null for a CA and a bare key pair.</summary>
    public required string? Authority { get; init; }

    /// <summary>Path of its private key; left out where it has no file of its own.</summary>
    [Optional]
    public string? KeyPath { get; init; }

    /// <summary>The file with the certificate at which a kubeconfig points; left out where the certificate is in the kubeconfig.</summary>
    [Optional]
    public string? PointsAt { get; init; }

    /// <summary>The user as whom a kubeconfig connects; left out for what is no kubeconfig.</summary>
    [Optional]
    public string? User { get; init; }

    /// <summary>What is wrong with it beyond its dates, or why it cannot be read; left out where nothing is.</summary>
    [Optional]
    public ProblemData? Problem { get; init; }

    /// <summary>Whether something that decides about it could not be read.</summary>
    [NoField]
    public bool IsUnknown => State == "unknown" || Problem?.Id == FileMessages.Unreadable.Id;

    /// <summary>Share of its validity that is left, 0 to 1; null without a certificate.</summary>
    [NoField]
    public double? ShareLeft
        => NotAfter - NotBefore is { Ticks: > 0 } life && SecondsLeft is { } left ? Math.Clamp(TimeSpan.FromSeconds(left) / life, 0, 1)
            : null;

    public static IReadOnlyList<ItemData> Of(IEnumerable<Verdict> verdicts, Tongue tongue) => Parts.Of(verdicts, v => Of(v, tongue));

    private static ItemData Of(Verdict verdict, Tongue tongue)
    {
        var (item, certificate) = (verdict.Item, verdict.Certificate);
        return new ItemData
        {
            Name = item.Name,
            Kind = Words.Kind(item.Entry.Kind),
            Path = item.Path,
            State = Words.State(verdict.Standing),
            ExternallyManaged = verdict.ExternallyManaged,
            NotBefore = certificate?.NotBefore,
            NotAfter = certificate?.NotAfter,
            SecondsLeft = verdict.Left is { } left ? (long)left.TotalSeconds : null,
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
            Problem = verdict.Problem is { } problem ? ProblemData.Of(problem, tongue) : null,
        };
    }

    private static string Hexadecimal(BigInteger serial) => serial.IsZero ? "0" : serial.ToString("x").TrimStart('0');
}
