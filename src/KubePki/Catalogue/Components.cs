using System.Collections.Immutable;

namespace KubePki.Catalogue;

/// <summary>Names of the components, as kubeadm's static pods and the kubelet carry them.</summary>
internal static class Components
{
    /// <summary>The API server.</summary>
    public const string ApiServer = "kube-apiserver";

    /// <summary>The controller manager.</summary>
    public const string ControllerManager = "kube-controller-manager";

    /// <summary>The scheduler.</summary>
    public const string Scheduler = "kube-scheduler";

    /// <summary>etcd.</summary>
    public const string Etcd = "etcd";

    /// <summary>The kubelet, which is a service and not a static pod.</summary>
    public const string Kubelet = "kubelet";

    /// <summary>The order in which components are restarted: what others depend on comes first.</summary>
    public static readonly ImmutableArray<string> RestartOrder = [Etcd, ApiServer, ControllerManager, Scheduler, Kubelet];

    /// <summary>People with kubectl.</summary>
    public const string People = "kubectl";
}
