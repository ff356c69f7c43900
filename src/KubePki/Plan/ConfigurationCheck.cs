using System.Net;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Plan;

/// <summary>Whether a configuration is this node's.</summary>
internal static class ConfigurationCheck
{
    /// <summary>
    /// Why it is not, or null. <paramref name="ownAddresses"/>: those of the machine; null where the node is not this machine, so
    /// that they cannot be known.
    /// </summary>
    public static Problem? Of(KubeadmConfiguration configuration, NodeLayout layout, IReadOnlyCollection<IPAddress>? ownAddresses, string where)
        => configuration.CertificatesDirectory is { } directory && directory != layout.CertificatesDirectory
                ? PlanMessages.OtherDirectory.At(where, layout.CertificatesDirectory, directory)
            : configuration.AdvertiseAddress is { } address && ownAddresses?.Contains(address) == false
                ? PlanMessages.ForeignAddress.At(where, address.ToString())
            : null;
}
