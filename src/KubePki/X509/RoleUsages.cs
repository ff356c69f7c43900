using KubePki.Catalogue;

namespace KubePki.X509;

/// <summary>The extended key usages of each side of a handshake (RFC 5280, 4.2.1.12).</summary>
internal static class RoleUsages
{
    /// <summary>The usages of a certificate with that role, in kubeadm's order.</summary>
    internal static IReadOnlyList<string> Usages(this Role role) =>
    [
        .. role.HasFlag(Role.Server) ? [Oids.ServerAuth] : Array.Empty<string>(),
        .. role.HasFlag(Role.Client) ? [Oids.ClientAuth] : Array.Empty<string>(),
    ];

    /// <summary>The usage for which its chain is verified: the server's if a server presents it.</summary>
    internal static string VerifiedUsage(this Role role) => role.HasFlag(Role.Server) ? Oids.ServerAuth : Oids.ClientAuth;
}
