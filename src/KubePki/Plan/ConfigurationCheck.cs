using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Checks that a configuration belongs to this node.</summary>
internal static class ConfigurationCheck
{
    /// <summary>
    /// The reason why the configuration is not this node's; null if it is. <paramref name="ownAddresses"/>: the addresses of the machine;
    /// null if the node is not this machine, so that they are unknown.
    /// </summary>
    public static Problem? Of(
        KubeadmConfiguration configuration, NodeLayout layout, IReadOnlyCollection<IPAddress>? ownAddresses, string where)
        => configuration.CertificatesDirectory is { } directory && directory != layout.CertificatesDirectory
                ? PlanMessages.OtherDirectory.At(where, layout.CertificatesDirectory, directory)
            : configuration.AdvertiseAddress is { } address && ownAddresses?.Contains(address) == false
                ? PlanMessages.ForeignAddress.At(where, address.ToString())
            : null;
}
