using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KubePki.Activate.Runtime;
using KubePki.Activate.Wire;
using KubePki.Runtime;

[assembly: AssemblyFixture(typeof(DockerEngine))]

namespace KubePki.Runtime;

/// <summary>
/// A Docker engine of this test run, with its own directories and no networks, used as dockershim used it: containers are created as
/// kubelets with dockershim created them.
/// </summary>
public sealed class DockerEngine : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-docker-").FullName;
    private readonly string _cgroup = $"kubepki-docker-{Environment.ProcessId}";
    private readonly List<string> _containers = [];
    private Daemon? _containerd;
    private Daemon? _engine;
    private HttpClient? _http;

    internal string Socket => Path.Combine(_folder, "docker.sock");

    internal RuntimeEndpoint Endpoint => new(RuntimeKind.Docker, Socket);

    public async ValueTask InitializeAsync()
    {
        // An engine that finds no containerd starts one; an engine that finds the machine's own would use it.
        var containerd = Path.Combine(_folder, "containerd.sock");
        await File.WriteAllTextAsync(Path.Combine(_folder, "containerd.toml"), $"""
            version = 2
            root = "{_folder}/containerd"
            state = "{_folder}/containerd-state"
            disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{containerd}"
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "daemon.json"), $$"""{"deprecated-key-path": "{{_folder}}/key.json"}""");
        _containerd = new Daemon("/usr/bin/containerd", "-c", Path.Combine(_folder, "containerd.toml"));
        await _containerd.ReadyAsync(() => Task.FromResult(File.Exists(containerd)));
        _engine = new Daemon(
            "/usr/sbin/dockerd",
            "--config-file", Path.Combine(_folder, "daemon.json"), "--containerd", containerd, "--host", $"unix://{Socket}",
            "--data-root",
            Path.Combine(_folder, "data"), "--exec-root", Path.Combine(_folder, "exec"), "--pidfile", Path.Combine(_folder, "pid"),
            "--storage-driver",
            "vfs", "--cgroup-parent", $"/{_cgroup}", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--bridge=none");
        _http = new HttpClient(DirectHttp.UnixHandler(Socket)) { BaseAddress = DirectHttp.UnixAuthority };
        await _engine.ReadyAsync(async () => File.Exists(Socket) && await AnswersAsync());
        using var archive = new StreamContent(File.OpenRead(WorkerImage.Make(_folder)));
        await SentAsync(_http.PostAsync("/images/load", archive));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await _http!.DeleteAsync($"/containers/{container}?force=1");
        }

        _http?.Dispose();
        _engine?.Dispose();
        _containerd?.Dispose();
        Cgroups.Remove(_cgroup);

        // The host's network namespace stays mounted where the engine mounted it for its first container.
        if (Path.Combine(_folder, "exec/netns/default") is var mount && File.Exists(mount))
        {
            using var unmount = System.Diagnostics.Process.Start("umount", [mount]);
            await unmount.WaitForExitAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a pod's pause container, labelled as dockershim labels it.</summary>
    internal Task<string> RunSandboxAsync(string podName, string podNamespace = "kube-system", string source = "file", int attempt = 0)
    {
        var labels = Labels("podsandbox", "POD", podName, podNamespace);
        labels["annotation.kubernetes.io/config.source"] = source;
        labels["annotation.kubernetes.io/config.hash"] = $"hash-of-{podName}";
        return RunAsync($"k8s_POD_{podName}_{podNamespace}_uid-of-{podName}_{attempt}", labels, null, false);
    }

    /// <summary>Starts the worker as a container of a pod.</summary>
    internal Task<string> StartContainerAsync(
        string sandbox, string podName, string name, int attempt = 0, string behaviour = "obedient", bool terminal = false)
    {
        var labels = Labels("container", name, podName, "kube-system");
        labels["io.kubernetes.sandbox.id"] = sandbox;
        labels["annotation.io.kubernetes.container.restartCount"] = attempt.ToString();
        return RunAsync($"k8s_{name}_{podName}_kube-system_uid-of-{podName}_{attempt}", labels, behaviour, terminal);
    }

    private static JsonObject Labels(string type, string name, string podName, string podNamespace) => new()
    {
        ["io.kubernetes.docker.type"] = type,
        ["io.kubernetes.container.name"] = name,
        ["io.kubernetes.pod.name"] = podName,
        ["io.kubernetes.pod.namespace"] = podNamespace,
        ["io.kubernetes.pod.uid"] = $"uid-of-{podName}",
    };

    private async Task<string> RunAsync(string name, JsonObject labels, string? behaviour, bool terminal)
    {
        var spec = new JsonObject
        {
            ["Image"] = WorkerImage.Name,
            ["Cmd"] = behaviour is null ? null : new JsonArray(behaviour),
            ["Labels"] = labels,
            ["Tty"] = terminal,
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = "host" },
        };
        var made = JsonNode.Parse(await SentAsync(_http!.PostAsJsonAsync($"/containers/create?name={name}", spec)))!;
        var id = made["Id"]!.GetValue<string>();
        _containers.Add(id);
        await SentAsync(_http!.PostAsync($"/containers/{id}/start", null));
        return id;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await _http!.GetAsync("/_ping")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> SentAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }
}
