using System.Diagnostics;
using KubePki.Activate.Runtime;
using KubePki.Activate.Wire;
using KubePki.Runtime;

[assembly: AssemblyFixture(typeof(Containerd))]

namespace KubePki.Runtime;

/// <summary>
/// A containerd of this test run with its own root, state and socket, used as a kubelet uses it: pods are created like the kubelet's static
/// pods. Everything is removed afterwards.
/// </summary>
public sealed class Containerd : IAsyncLifetime
{
    // Short: the path of a socket may have 107 bytes.
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-cri-").FullName;
    private readonly string _cgroup = $"kubepki-test-{Environment.ProcessId}";
    private readonly List<string> _sandboxes = [];
    private Daemon? _daemon;
    private GrpcConnection? _grpc;

    internal string Socket => Path.Combine(_folder, "containerd.sock");

    internal RuntimeEndpoint Endpoint => new(RuntimeKind.Cri, Socket);

    public async ValueTask InitializeAsync()
    {
        var config = Path.Combine(_folder, "config.toml");
        await File.WriteAllTextAsync(config, $"""
            version = 2
            root = "{_folder}/root"
            state = "{_folder}/state"
            disabled_plugins = ["io.containerd.internal.v1.opt"]
            [grpc]
              address = "{Socket}"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "{WorkerImage.Name}"
              restrict_oom_score_adj = true
            [plugins."io.containerd.grpc.v1.cri".containerd]
              snapshotter = "native"
            [plugins."io.containerd.grpc.v1.cri".cni]
              bin_dir = "{_folder}"
              conf_dir = "{_folder}"
            """);
        _daemon = new Daemon("/usr/bin/containerd", "-c", config);
        _grpc = new GrpcConnection(DirectHttp.UnixHandler(Socket), DirectHttp.UnixAuthority, Socket);
        await _daemon.ReadyAsync(async () => (await CallAsync("Version", new ProtobufWriter())).Succeeded);
        using var import = Process.Start(
            "/usr/bin/ctr", ["-a", Socket, "-n", "k8s.io", "images", "import", "--snapshotter", "native", WorkerImage.Make(_folder)]);
        await import.WaitForExitAsync();
        Assert.Equal(0, import.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in _sandboxes)
        {
            await CallAsync("StopPodSandbox", new ProtobufWriter().Text(1, sandbox));
            await CallAsync("RemovePodSandbox", new ProtobufWriter().Text(1, sandbox));
        }

        _grpc?.Dispose();
        _daemon?.Dispose();
        Cgroups.Remove(_cgroup);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Runs a pod's sandbox, labelled as the kubelet labels it; <paramref name="source"/> is <c>file</c> for a static pod.
    /// </summary>
    internal async Task<string> RunSandboxAsync(
        string podName, string podNamespace = "kube-system", string source = "file", int attempt = 0)
    {
        var answer = await CallAsync(
            "RunPodSandbox", new ProtobufWriter().Message(1, SandboxConfig(podName, podNamespace, source, attempt)));
        var id = Value(answer).Text(1);
        _sandboxes.Add(id);
        return id;
    }

    /// <summary>Starts the worker in a sandbox.</summary>
    internal async Task<string> StartContainerAsync(
        string sandbox, string podName, string name, int attempt = 0, string behaviour = "obedient")
    {
        var config = new ProtobufWriter()
            .Message(1, new ProtobufWriter().Text(1, name).Number(2, attempt))
            .Message(2, new ProtobufWriter().Text(1, WorkerImage.Name))
            .Text(4, behaviour)
            .Map(9, new Dictionary<string, string>
            {
                ["io.kubernetes.container.name"] = name,
                ["io.kubernetes.pod.name"] = podName,
                ["io.kubernetes.pod.namespace"] = "kube-system",
            })
            .Text(11, $"{name}/{attempt}.log");
        Directory.CreateDirectory(Path.Combine(LogFolder(podName), name));
        var created = await CallAsync(
            "CreateContainer",
            new ProtobufWriter().Text(1, sandbox).Message(2, config).Message(3, SandboxConfig(podName, "kube-system", "file", 0)));
        var id = Value(created).Text(1);
        Value(await CallAsync("StartContainer", new ProtobufWriter().Text(1, id)));
        return id;
    }

    private string LogFolder(string podName) => Path.Combine(_folder, "logs", podName);

    private ProtobufWriter SandboxConfig(string podName, string podNamespace, string source, int attempt)
    {
        const long HostNetwork = 2;
        Directory.CreateDirectory(LogFolder(podName));
        return new ProtobufWriter()
            .Message(1, new ProtobufWriter().Text(1, podName).Text(2, $"uid-of-{podName}").Text(3, podNamespace).Number(4, attempt))
            .Text(3, LogFolder(podName))
            .Map(6, new Dictionary<string, string> { ["io.kubernetes.pod.name"] = podName, ["io.kubernetes.pod.namespace"] = podNamespace })
            .Map(
                7,
                new Dictionary<string, string>
                {
                    ["kubernetes.io/config.source"] = source,
                    ["kubernetes.io/config.hash"] = $"hash-of-{podName}",
                })
            .Message(
                8,
                new ProtobufWriter().Text(1, $"/{_cgroup}")
                    .Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, HostNetwork))));
    }

    private Task<Localization.Outcome<ProtobufMessage>> CallAsync(string method, ProtobufWriter request)
        => _grpc!.CallAsync($"/runtime.v1.RuntimeService/{method}", request, m => m, TimeSpan.FromSeconds(30), CancellationToken.None);

    private static ProtobufMessage Value(Localization.Outcome<ProtobufMessage> answer)
    {
        Assert.True(answer.Succeeded, answer.Problem?.ToString());
        return answer.Value;
    }
}
