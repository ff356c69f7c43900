using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>A server to ask something over HTTP.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Trust">Which certificate it must have; null for any, as of the controller manager, which makes its own.</param>
/// <param name="Identity">The client certificate to present, or null. The caller disposes it.</param>
internal sealed record ProbeTarget(ProbeAddress Address, ServerTrust? Trust = null, ClientIdentity? Identity = null)
{
    /// <summary>False for the few ports that speak plain HTTP: etcd's metrics, components before 1.13.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>
    /// The API server a kubeconfig's current context names, asked as its current user. To ask another address of the same
    /// server, change <see cref="Address"/> and keep the old host as the trust's name.
    /// </summary>
    public static Outcome<ProbeTarget> FromKubeconfig(NodeRoot root, Kubeconfig kubeconfig, string path, TimeProvider time)
        => WithoutIdentity(root, kubeconfig, path, time).Then(target => ClientIdentity.FromKubeconfig(root, kubeconfig, path)
            .Then<ProbeTarget>(identity => target with { Identity = identity }));

    /// <summary>The same server, asked without saying who asks.</summary>
    public static Outcome<ProbeTarget> WithoutIdentity(NodeRoot root, Kubeconfig kubeconfig, string path, TimeProvider time)
    {
        if (kubeconfig.Cluster is not { Server: { } server } cluster || !server.StartsWith("https://", StringComparison.Ordinal) || ProbeAddress.Of(server) is not { } address)
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
