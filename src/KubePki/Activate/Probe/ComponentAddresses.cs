using System.Globalization;
using System.Net;
using KubePki.Catalogue;
using KubePki.Kubernetes;
using KubePki.Observe;

namespace KubePki.Activate.Probe;

/// <summary>The purpose of a port.</summary>
internal enum PortPurpose
{
    /// <summary>Requests of clients, over TLS.</summary>
    Serving,

    /// <summary>Requests among etcd's members, over TLS.</summary>
    Peers,

    /// <summary>Health over plain HTTP: etcd's metrics port, the kubelet's healthz port, components before 1.13.</summary>
    PlainHealth,
}

/// <summary>A port of a component on this node.</summary>
internal sealed record ComponentPort(string Component, PortPurpose Purpose, ProbeAddress Address);

/// <summary>
/// The addresses at which this node's components listen, according to the flags in their manifests and the kubelet's configuration; the
/// defaults are those of the components. A component that listens on all addresses is reached by loopback, except the API server: its
/// certificate covers the advertised address.
/// </summary>
internal static class ComponentAddresses
{
    private const string Loopback = "127.0.0.1";

    /// <summary>Every port of the node's static pods and its kubelet, in order of preference for each component.</summary>
    public static IReadOnlyList<ComponentPort> Of(NodeLayout layout) =>
    [
        .. Pod(layout, Components.ApiServer, ApiServer),
        .. Pod(layout, Components.Etcd, Etcd),
        .. Pod(layout, Components.ControllerManager, pod => Controller(pod, 10257, since: 12, 10252)),
        .. Pod(layout, Components.Scheduler, pod => Controller(pod, 10259, since: 13, 10251)),
        .. Kubelet(layout),
    ];

    private static IEnumerable<ComponentPort> Pod(NodeLayout layout, string component, Func<StaticPod, IEnumerable<ComponentPort>> ports)
        => layout.Pod(component) is { } pod ? ports(pod) : [];

    private static IEnumerable<ComponentPort> ApiServer(StaticPod pod)
    {
        var host = Reachable(pod.Flag("bind-address")) ?? Reachable(pod.Flag("advertise-address")) ?? Loopback;
        return At(Components.ApiServer, PortPurpose.Serving, host, Port(pod.Flag("secure-port"), 6443));
    }

    private static IEnumerable<ComponentPort> Etcd(StaticPod pod) =>
    [
        .. Urls(pod, "listen-client-urls", "https", PortPurpose.Serving),
        .. Urls(pod, "listen-peer-urls", "https", PortPurpose.Peers),
        .. Urls(pod, "listen-metrics-urls", "http", PortPurpose.PlainHealth),
    ];

    /// <summary>The plain ports were removed in 1.23; kubeadm disables them from 1.19 on.</summary>
    private static IEnumerable<ComponentPort> Controller(StaticPod pod, int secure, int since, int plain)
    {
        var minor = KubernetesVersion.Minor(pod.Version);
        return
        [
            .. minor < since
                ? []
                : At(
                    pod.Component, PortPurpose.Serving, Reachable(pod.Flag("bind-address")) ?? Loopback,
                    Port(pod.Flag("secure-port"), secure)),
            .. minor > 22
                ? []
                : At(pod.Component, PortPurpose.PlainHealth, Reachable(pod.Flag("address")) ?? Loopback, Port(pod.Flag("port"), plain)),
        ];
    }

    private static IEnumerable<ComponentPort> Kubelet(NodeLayout layout)
    {
        var address = layout.HostFlag(Components.Kubelet, "address") ?? layout.Kubelet?.Address;
        var port = layout.HostFlag(Components.Kubelet, "port") ?? layout.Kubelet?.Port;
        var healthAddress = layout.HostFlag(Components.Kubelet, "healthz-bind-address") ?? layout.Kubelet?.HealthzBindAddress;
        var healthPort = layout.HostFlag(Components.Kubelet, "healthz-port") ?? layout.Kubelet?.HealthzPort;
        return
        [
            .. At(Components.Kubelet, PortPurpose.Serving, Reachable(address) ?? Loopback, Port(port, 10250)),
            .. At(Components.Kubelet, PortPurpose.PlainHealth, Reachable(healthAddress) ?? Loopback, Port(healthPort, 10248)),
        ];
    }

    /// <summary>
    /// The URLs of one scheme in a comma-separated list; loopback first, because a loopback address is never that of a load balancer.
    /// </summary>
    private static IEnumerable<ComponentPort> Urls(StaticPod pod, string flag, string scheme, PortPurpose purpose)
        => (pod.Flag(flag) ?? "").Split(',')
            .Where(url => url.StartsWith(scheme + "://", StringComparison.Ordinal))
            .Select(ProbeAddress.Of)
            .OfType<ProbeAddress>()
            .Select(address => new ComponentPort(Components.Etcd, purpose, address with { Host = Reachable(address.Host) ?? Loopback }))
            .OrderBy(port => IPAddress.TryParse(port.Address.Host, out var ip) && IPAddress.IsLoopback(ip) ? 0 : 1);

    private static IEnumerable<ComponentPort> At(string component, PortPurpose purpose, string host, int port)
        => port == 0 ? [] : [new ComponentPort(component, purpose, new ProbeAddress(host, port))];

    /// <summary>The address, if a client can connect to it; null for an empty and for the unspecified address.</summary>
    private static string? Reachable(string? address)
        => string.IsNullOrEmpty(address)
            || (IPAddress.TryParse(address, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            ? null
            : address;

    /// <summary>A port; 0 means disabled.</summary>
    private static int Port(string? text, int otherwise)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : otherwise;
}
