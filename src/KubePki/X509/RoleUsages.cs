using KubePki.Catalogue;

namespace KubePki.X509;

/// <summary>The extended key usages that go with a side of a handshake (RFC 5280, 4.2.1.12).</summary>
internal static class RoleUsages
{
    /// <summary>Every usage a certificate with that role carries, in the order in which kubeadm writes them.</summary>
    internal static IReadOnlyList<string> Usages(this Role role) =>
    [
        .. role.HasFlag(Role.Server) ? [Oids.ServerAuth] : Array.Empty<string>(),
        .. role.HasFlag(Role.Client) ? [Oids.ClientAuth] : Array.Empty<string>(),
    ];

    /// <summary>The usage its chain is verified for: that of a server where it is presented by one.</summary>
    internal static string VerifiedUsage(this Role role) => role.HasFlag(Role.Server) ? Oids.ServerAuth : Oids.ClientAuth;
}
