using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>Problems of a container runtime and of its containers.</summary>
internal static class RuntimeMessages
{
    /// <summary>No socket found; {0} lists the places.</summary>
    public static readonly Message NoSocket = new(
        "no-runtime-socket", "no container runtime socket found; searched {0}", "未找到容器运行时套接字；已查看 {0}",
        "start the runtime (systemctl start containerd), or name its socket in the kubelet's --container-runtime-endpoint",
        "请启动容器运行时（systemctl start containerd），或在 kubelet 的 --container-runtime-endpoint 中指明其套接字");

    /// <summary>
    /// Sockets exist, but no runtime answers; {0} lists those that were tried, the cause is the problem of the first one.
    /// </summary>
    public static readonly Message NoRuntime = new(
        "no-runtime", "no container runtime answers; tried {0}", "没有容器运行时应答；已尝试 {0}",
        "see why it does not answer: systemctl status containerd crio docker", "请查看其不应答的原因：systemctl status containerd crio docker");

    /// <summary>The runtime offers neither version of the interface.</summary>
    public static readonly Message NotCri = new(
        "not-cri", "supports neither version v1 nor v1alpha2 of the container runtime interface", "既不提供 v1 也不提供 v1alpha2 版本的容器运行时接口",
        "containerd: check that the plugin cri is not in disabled_plugins in /etc/containerd/config.toml",
        "containerd：请确认 /etc/containerd/config.toml 的 disabled_plugins 中没有 cri 插件");

    /// <summary>A log that cannot be read; {0} is the container.</summary>
    public static readonly Message NoLog = new("no-log", "the log of the container {0} cannot be read", "无法读取容器 {0} 的日志");

    /// <summary>No new container in time; {0} is the pod, {1} the seconds waited, {2} the last observation.</summary>
    public static readonly Message NotBack = new(
        "not-back", "the kubelet started no new container for {0} within {1} s; last state: {2}", "kubelet 在 {1} 秒内没有为 {0} 启动新的容器；最后状态：{2}",
        "see the kubelet's own log: journalctl -u kubelet -n 50", "请查看 kubelet 日志：journalctl -u kubelet -n 50");
}
