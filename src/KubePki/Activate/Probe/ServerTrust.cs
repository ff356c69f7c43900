using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>
/// The servers that a probe trusts: those with a certificate that a Kubernetes component would accept, by Go's rules and at the time of the
/// given clock. The system's trust store is not used.
/// </summary>
/// <param name="Authorities">The CA bundle.</param>
/// <param name="Time">The clock.</param>
/// <param name="Name">The name or address for which the certificate must be valid; null for the address of the connection.</param>
internal sealed record ServerTrust(IReadOnlyList<Certificate> Authorities, TimeProvider Time, string? Name = null)
{
    /// <summary>Why the certificate is not trusted, or null if it is.</summary>
    internal Problem? Check(Certificate leaf, IReadOnlyList<Certificate> intermediates, ProbeAddress address)
    {
        var where = address.ToString();
        var request = new VerificationRequest(Authorities, intermediates, Time.GetUtcNow(), Oids.ServerAuth, Name ?? address.Host);
        return ChainVerifier.Verify(leaf, request, where) is { } cause && !X509Messages.IsVersioned(cause)
            ? ProbeMessages.Distrusted.At(where) with { Cause = cause with { Where = "" } }
            : null;
    }
}
