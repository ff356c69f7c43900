using System.Collections.Immutable;

namespace KubePki.Catalogue;

/// <summary>Names of the components, as in kubeadm's static pods and the kubelet's service.</summary>
internal static class Components
{
    /// <summary>The API server.</summary>
    public const string ApiServer = "kube-apiserver";

    /// <summary>The controller-manager.</summary>
    public const string ControllerManager = "kube-controller-manager";

    /// <summary>The scheduler.</summary>
    public const string Scheduler = "kube-scheduler";

    /// <summary>etcd.</summary>
    public const string Etcd = "etcd";

    /// <summary>The kubelet, a service and not a static pod.</summary>
    public const string Kubelet = "kubelet";

    /// <summary>The order in which components are restarted: a component comes before those that depend on it.</summary>
    public static readonly ImmutableArray<string> RestartOrder = [Etcd, ApiServer, ControllerManager, Scheduler, Kubelet];

    /// <summary>Users with kubectl.</summary>
    public const string Kubectl = "kubectl";
}
