using System.Net.Sockets;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Observe;

namespace KubePki.Tests.Activate;

/// <summary>The sockets that are tried, from the kubelet's configuration and from the existing sockets.</summary>
public sealed class RuntimeDiscoveryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kubepki-root-").FullName;
    private readonly List<Socket> _sockets = [];

    [Fact]
    public void Nothing_is_there() => Assert.Empty(Candidates());

    [Fact]
    public void The_kubelets_flag_comes_first_and_is_kept_though_nothing_listens()
    {
        Write(
            "/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--container-runtime=remote --container-runtime-endpoint=unix:///run/mine.sock\"");
        Write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix:///run/other.sock\n");
        Listen("/run/containerd/containerd.sock");
        Assert.Equal(
            [
                new(RuntimeKind.Cri, "/run/mine.sock", "--container-runtime-endpoint"),
                new RuntimeEndpoint(RuntimeKind.Cri, "/run/containerd/containerd.sock"),
            ],
            Candidates());
    }

    [Fact]
    public void A_bare_path_was_a_flag_too()
    {
        Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=/run/crio/crio.sock\"");
        Assert.Equal([new(RuntimeKind.Cri, "/run/crio/crio.sock", "--container-runtime-endpoint")], Candidates());
    }

    [Fact]
    public void The_kubelets_configuration_names_one()
    {
        Write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix:///run/other.sock\n");
        Assert.Equal([new(RuntimeKind.Cri, "/run/other.sock", "containerRuntimeEndpoint")], Candidates());
    }

    [Fact]
    public void A_kubelet_with_dockershim_has_docker_behind_it()
    {
        Write(
            "/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--container-runtime=docker --docker-endpoint=unix:///srv/docker.sock\"");
        Assert.Equal([new(RuntimeKind.Docker, "/srv/docker.sock", "--container-runtime")], Candidates());
        Write(
            "/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///var/run/dockershim.sock\"");
        Assert.Equal(
            [
                new(RuntimeKind.Docker, "/var/run/docker.sock", "--container-runtime"),
                new RuntimeEndpoint(RuntimeKind.Cri, "/var/run/dockershim.sock", "--container-runtime-endpoint"),
            ],
            Candidates());
    }

    [Fact]
    public void Usual_places_are_tried_where_there_is_a_socket_and_only_once()
    {
        Listen("/run/docker.sock");
        Listen("/run/dockershim.sock");
        Listen("/run/crio/crio.sock");
        Write("/run/containerd/containerd.sock", "a file of that name");
        Directory.CreateDirectory(_root + "/var");
        File.CreateSymbolicLink(_root + "/var/run", "/run");
        Assert.Equal(
            [
                new(RuntimeKind.Cri, "/var/run/crio/crio.sock"), new(RuntimeKind.Docker, "/var/run/docker.sock"),
                new RuntimeEndpoint(RuntimeKind.Cri, "/var/run/dockershim.sock"),
            ],
            Candidates());
        Write("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/crio/crio.sock\"");
        Assert.Equal(1, Candidates().Count(c => c.SocketPath.EndsWith("/crio.sock", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tcp://10.0.0.1:2375")]
    [InlineData("npipe:////./pipe/containerd")]
    [InlineData("relative.sock")]
    public void What_is_no_unix_socket_is_passed_over(string endpoint)
    {
        Write("/var/lib/kubelet/kubeadm-flags.env", $"KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint={endpoint}\"");
        Assert.Empty(Candidates());
    }

    [Fact]
    public async Task Without_a_socket_the_places_are_named()
    {
        var problem = (await RuntimeDiscovery.ConnectAsync(new NodeRoot(_root), [], TestContext.Current.CancellationToken)).Problem;
        Assert.Equal("no-runtime-socket", problem?.Id);
        Assert.Contains("/run/containerd/containerd.sock", problem!.Arguments[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nothing_answers_the_first_reason_is_told()
    {
        using var silent = SocketPeer.Silent();

        // Long enough to find out, on a busy machine, that a socket does not exist.
        var limit = TimeSpan.FromSeconds(3);
        RuntimeEndpoint[] candidates =
        [
            new(RuntimeKind.Cri, "/nowhere.sock", "--container-runtime-endpoint"), new(RuntimeKind.Docker, silent.SocketPath),
        ];
        var problem = (await RuntimeDiscovery.ConnectAsync(
            new NodeRoot("/"), candidates, TestContext.Current.CancellationToken, limit)).Problem;
        Assert.Equal("no-runtime", problem?.Id);
        Assert.Equal($"unix:///nowhere.sock, unix://{silent.SocketPath}", problem!.Arguments[0]);
        Assert.Equal("unreachable", problem.Cause?.Id);
    }

    public void Dispose()
    {
        _sockets.ForEach(s => s.Dispose());
        Directory.Delete(_root, recursive: true);
    }

    private IReadOnlyList<RuntimeEndpoint> Candidates()
    {
        var root = new NodeRoot(_root);
        return RuntimeDiscovery.Candidates(root, NodeLayout.Of(root));
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllText(_root + path, text);
    }

    private void Listen(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(_root + path));
        socket.Listen();
    }
}
