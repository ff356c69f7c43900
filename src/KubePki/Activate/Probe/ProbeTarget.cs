using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>A server for requests over HTTP.</summary>
/// <param name="Address">The address at which it listens.</param>
/// <param name="Trust">The trust that its certificate must satisfy; null for any certificate, as for the controller manager's self-signed
/// one.</param>
/// <param name="Identity">The client certificate to present, or null. The caller disposes it.</param>
internal sealed record ProbeTarget(ProbeAddress Address, ServerTrust? Trust = null, ClientIdentity? Identity = null)
{
    /// <summary>False for the few ports that speak plain HTTP: etcd's metrics, components before 1.13.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>
    /// The API server of a kubeconfig's current context, with its current user as the client. To connect to the same server at another
    /// address, change <see cref="Address"/>, and set the name in <see cref="Trust"/> to the original host.
    /// </summary>
    public static Outcome<ProbeTarget> FromKubeconfig(NodeRoot root, Kubeconfig kubeconfig, string path, TimeProvider time)
        => WithoutIdentity(root, kubeconfig, path, time).Then(target => ClientIdentity.FromKubeconfig(root, kubeconfig, path)
            .Then<ProbeTarget>(identity => target with { Identity = identity }));

    /// <summary>The same server, without a client identity.</summary>
    public static Outcome<ProbeTarget> WithoutIdentity(NodeRoot root, Kubeconfig kubeconfig, string path, TimeProvider time)
    {
        if (kubeconfig.Cluster is not { Server: { } server } cluster || !server.StartsWith("https://", StringComparison.Ordinal)
            || ProbeAddress.Of(server) is not { } address)
        {
            return ProbeMessages.NoServer.At(path);
        }

        var bundle = cluster.CertificateAuthorityData is { } data ? CertificateReader.ReadAll(data, path)
            : cluster.CertificateAuthorityPath is { } file ? ReadAuthorities(root, kubeconfig.PathOf(file))
            : ProbeMessages.NoServer.At(path);
        return bundle.Then<ProbeTarget>(authorities => new ProbeTarget(address, new ServerTrust(authorities, time)));
    }

    private static Outcome<IReadOnlyList<Certificate>> ReadAuthorities(NodeRoot root, string path)
        => root.Read(path).Then(read => CertificateReader.ReadAll(read.Content, path));
}
