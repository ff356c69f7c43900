using KubePki.X509;

namespace KubePki.Plan;

/// <summary>The difference between a new identity and that of an existing certificate.</summary>
/// <param name="Added">Names and addresses that are added.</param>
/// <param name="Removed">Names and addresses that are removed.</param>
/// <param name="OldSubject">The existing subject, if it changes; else null.</param>
/// <param name="NewSubject">The new subject, if it changes; else null.</param>
internal sealed record IdentityChange(
    IReadOnlyList<string> Added, IReadOnlyList<string> Removed, string? OldSubject = null, string? NewSubject = null)
{
    /// <summary>Names that would be removed, and are kept because the node's own components still use them.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether nothing changes.</summary>
    public bool IsNone => Added.Count == 0 && Removed.Count == 0 && OldSubject is null;

    /// <summary>The change from one certificate to another.</summary>
    internal static IdentityChange Between(Certificate existing, Certificate next)
        => Between(
            existing,
            new LeafIdentity(
                next.Subject.CommonName ?? "", next.Subject.Organizations, [],
                [.. next.Names.Dns, .. next.Names.Uris, .. next.Names.Emails], next.Names.Addresses));

    /// <summary>The change from a certificate to an identity.</summary>
    internal static IdentityChange Between(Certificate existing, LeafIdentity identity)
    {
        string[] old = [.. existing.Names.All], next = [.. identity.Names];
        var subject = string.Join(',', identity.Organizations.Select(o => $"O={o}").Prepend($"CN={identity.CommonName}"));
        var same = existing.Subject.CommonName == identity.CommonName
            && existing.Subject.Organizations.Order(StringComparer.Ordinal)
                .SequenceEqual(identity.Organizations.Order(StringComparer.Ordinal));
        return new IdentityChange(
            [.. next.Except(old, StringComparer.Ordinal)], [.. old.Except(next, StringComparer.Ordinal)],
            same ? null : existing.Subject.Text, same ? null : subject);
    }
}
