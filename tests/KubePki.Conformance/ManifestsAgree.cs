using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using KubePki.Kubernetes;

namespace KubePki.Conformance;

/// <summary>
/// kubepki refuses the static pod manifests that a real kubelet refuses, and no others. The kubelet (1.20) runs without an API server and
/// with a container runtime that never answers: it reads the manifests and starts nothing.
/// </summary>
public sealed class ManifestsAgree
{
    private const string Last = "zz-last.yaml";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private const string Whole = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
          labels:
            component: kube-apiserver
          annotations:
            example.com/a: b
        spec:
          hostNetwork: true
          priorityClassName: system-node-critical
          terminationGracePeriodSeconds: 30
          nodeSelector:
            a: b
          tolerations:
          - key: a
            operator: Exists
            tolerationSeconds: 5
            effect: NoExecute
          hostAliases:
          - ip: 192.0.2.1
            hostnames: [a.example.com]
          securityContext:
            runAsUser: 0
            seccompProfile:
              type: RuntimeDefault
          containers:
          - name: kube-apiserver
            image: registry.k8s.io/kube-apiserver:v1.20.2
            imagePullPolicy: IfNotPresent
            command:
            - kube-apiserver
            - --secure-port=6443
            args: ["--v=2"]
            stdin: false
            env:
            - name: A
              value: b
            ports:
            - containerPort: 6443
              name: https
            resources:
              requests:
                cpu: 250m
            securityContext:
              privileged: false
              capabilities:
                drop: [ALL]
            livenessProbe:
              failureThreshold: 8
              httpGet:
                host: 192.0.2.11
                path: /livez
                port: 6443
                scheme: HTTPS
            volumeMounts:
            - mountPath: /etc/kubernetes/pki
              name: certs
              readOnly: true
          volumes:
          - name: certs
            hostPath:
              path: /etc/kubernetes/pki
              type: DirectoryOrCreate

        """;

    /// <summary>The replaced text, and its replacement.</summary>
    private static readonly (string From, string To)[] Changes =
    [
        ("apiVersion: v1\n", "apiVersion: v1\n"), ("apiVersion: v1\n", ""), ("apiVersion: v1\n", "apiVersion: 1\n"),
        ("kind: Pod\n", "kind: pod\n"),
        ("  name: kube-apiserver\n  namespace", "  namespace"), ("  name: kube-apiserver\n  namespace", "  name: 7\n  namespace"),
        ("  name: kube-apiserver\n  namespace", "  name: ''\n  namespace"),
        ("namespace: kube-system", "namespace: 7"), ("namespace: kube-system", "namespace:"), ("component: kube-apiserver", "component: 7"),
        ("component: kube-apiserver", "component: true"),
        ("example.com/a: b", "example.com/a: 7"), ("example.com/a: b", "example.com/a:"), ("a: b\n  tol", "a: 7\n  tol"),
        ("a: b\n  tol", "a: 'yes'\n  tol"),
        ("hostNetwork: true", "hostNetwork: 'true'"), ("hostNetwork: true", "hostNetwork: yes"), ("hostNetwork: true", "hostNetwork: 1"),
        ("hostNetwork: true", "hostNetwork: on"), ("hostNetwork: true", "hostNetwork:"),
        ("priorityClassName: system-node-critical", "priorityClassName: 7"),
        ("priorityClassName: system-node-critical", "priorityClassName: ~"),
        ("Seconds: 30", "Seconds: '30'"), ("Seconds: 30", "Seconds: 30.5"), ("Seconds: 30", "Seconds: 0x1e"),
        ("Seconds: 30", "Seconds: 036"), ("Seconds: 30", "Seconds: 3e1"),
        ("key: a\n", "key: 7\n"), ("Seconds: 5", "Seconds: five"), ("ip: 192.0.2.1", "ip: 7"),
        ("hostnames: [a.example.com]", "hostnames: a.example.com"), ("hostnames: [a.example.com]", "hostnames: [7]"),
        ("runAsUser: 0", "runAsUser: '0'"), ("runAsUser: 0", "runAsUser: root"), ("type: RuntimeDefault", "type: 7"),
        ("seccompProfile:\n      type: RuntimeDefault", "seccompProfile: RuntimeDefault"),
        ("- name: kube-apiserver\n    image", "- image"), ("image: registry.k8s.io/kube-apiserver:v1.20.2", "image: 7"),
        ("image: registry.k8s.io/kube-apiserver:v1.20.2\n    ", ""),
        ("--secure-port=6443", "6443"), ("--secure-port=6443", "yes"), ("--secure-port=6443", "1.5"), ("--secure-port=6443", "2001-01-01"),
        ("--secure-port=6443", "01"), ("--secure-port=6443", "~"), ("--secure-port=6443", "0o17"), ("--secure-port=6443", "1_0"),
        ("--secure-port=6443", ".inf"),
        ("args: [\"--v=2\"]", "args: --v=2"), ("args: [\"--v=2\"]", "args: {a: b}"), ("stdin: false", "stdin: no"),
        ("stdin: false", "stdin: 'no'"), ("stdin: false", "stdin: 0"),
        ("value: b", "value: 7"), ("value: b", "value: true"), ("value: b", "value: y"), ("value: b", "value: 1.0"), ("value: b", "value:"),
        ("value: b", "value: {a: b}"), ("- name: A\n      value: b", "- value: b"),
        ("containerPort: 6443", "containerPort: '6443'"), ("containerPort: 6443", "containerPort: 70000"),
        ("- containerPort: 6443\n      name: https", "- name: https"), ("name: https", "name: 7"),
        ("cpu: 250m", "cpu: 1"), ("cpu: 250m", "cpu: 0.5"), ("cpu: 250m", "cpu: true"), ("cpu: 250m", "cpu: [1]"),
        ("privileged: false", "privileged: 'false'"), ("drop: [ALL]", "drop: ALL"), ("drop: [ALL]", "drop: [7]"),
        ("failureThreshold: 8", "failureThreshold: eight"), ("host: 192.0.2.11", "host: 7"), ("port: 6443\n", "port: https\n"),
        ("port: 6443\n", "port: true\n"), ("path: /livez", "path: 7"),
        ("- mountPath: /etc/kubernetes/pki\n      name: certs\n      readOnly", "- name: certs\n      readOnly"),
        ("name: certs\n      readOnly", "name: other\n      readOnly"), ("readOnly: true", "readOnly: 'true'"),
        ("readOnly: true", "readOnly: On"),
        ("- name: certs\n    hostPath", "- hostPath"), ("path: /etc/kubernetes/pki\n      type", "type"),
        ("type: DirectoryOrCreate", "type: 7"),
        ("hostPath:\n      path: /etc/kubernetes/pki\n      type: DirectoryOrCreate", "hostPath: /etc/kubernetes/pki"),
        ("  volumes:\n", "  volumes:\n  - name: certs\n    emptyDir: {}\n"), ("  containers:\n", "  unknown: {a: 7}\n  containers:\n"),
        ("  hostNetwork: true\n", "  hostNetwork: 'x'\n  hostNetwork: true\n"),
        ("spec:\n", "spec:\n\thostIPC: true\n"), ("  containers:\n  - name", "  containers: {}\n  others:\n  - name"),
        ("  containers:\n  - name", "  others:\n  - name"), ("  annotations:\n    example.com/a: b\n", "  annotations: [a]\n"),
        ("Seconds: 30", "Seconds: .inf"), ("Seconds: 30", "Seconds: 30.0"), ("Seconds: 30", "Seconds: 1_0"),
        ("containerPort: 6443", "containerPort: 0"), ("containerPort: 6443", "containerPort: 6443\n      hostPort: 70000"),
        ("metadata:\n", "status:\n  phase: 7\nmetadata:\n"),
    ];

    [Fact]
    public void On_what_a_kubelet_refuses()
    {
        string directory = Directory.CreateTempSubdirectory("kubepki-kubelet-").FullName;
        try
        {
            string manifests = Directory.CreateDirectory($"{directory}/manifests").FullName;
            List<(string Name,
                string Text)> files = [.. Changes.Select((change, i) => ($"{i:000}.yaml", Changed(change))), (Last, "kind: 7\n")];
            files.ForEach(file => File.WriteAllText($"{manifests}/{file.Name}", file.Text));
            Dictionary<string, string> refused = Refused(directory, manifests);
            Assert.Empty(files.Where(file => refused.ContainsKey(file.Name) != IsRefused(file.Text)).Select(file =>
                $"{file.Name} {(file.Name == Last ? "" : Changes[int.Parse(file.Name[..3])].To)}\n  kubelet: "
                    + $"{refused.GetValueOrDefault(file.Name, "runs it")}\n  kubepki: {Told(file.Text)}"));
            Assert.InRange(refused.Count, Changes.Length / 4, Changes.Length * 9 / 10);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Changed((string From, string To) change)
    {
        Assert.Contains(change.From, Whole, StringComparison.Ordinal);
        int at = Whole.IndexOf(change.From, StringComparison.Ordinal);
        return Whole[..at] + change.To + Whole[(at + change.From.Length)..];
    }

    private static bool IsRefused(string text)
        => StaticPod.Read(Encoding.UTF8.GetBytes(text), "m") is not { Succeeded: true, Value.Problems.Count: 0 };

    private static string Told(string text)
        => StaticPod.Read(Encoding.UTF8.GetBytes(text), "m") is var read && read.Succeeded
            ? string.Join("; ", read.Value.Problems)
            : read.Problem!.ToString();

    /// <summary>The manifests that the kubelet refuses, with its reasons. It reads them in the order of their names.</summary>
    private static Dictionary<string, string> Refused(string directory, string manifests)
    {
        using Socket runtime = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        runtime.Bind(new UnixDomainSocketEndPoint($"{directory}/runtime.sock"));
        runtime.Listen();
        using Process kubelet = Process.Start(new ProcessStartInfo(Peers.Kubelet,
        [
            $"--pod-manifest-path={manifests}", $"--root-dir={directory}/root", $"--cert-dir={directory}/pki", "--container-runtime=remote",
            $"--container-runtime-endpoint=unix://{directory}/runtime.sock",
            "--fail-swap-on=false", "--cgroups-per-qos=false", "--enforce-node-allocatable=", "--address=127.0.0.1", "--healthz-port=0",
            "--read-only-port=0", "--hostname-override=cp1",
        ])
        { RedirectStandardError = true })!;
        using Timer late = new(_ => kubelet.Kill(), null, Limit, Timeout.InfiniteTimeSpan);
        Dictionary<string, string> refused = new(StringComparer.Ordinal);
        List<string> lines = [];
        const string Mark = "Can't process manifest file \"";
        while (!refused.ContainsKey(Last) && kubelet.StandardError.ReadLine() is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
            {
                string path = line[(at + Mark.Length)..line.IndexOf('"', at + Mark.Length)];
                refused.TryAdd(Path.GetFileName(path), line[at..]);
            }
        }

        kubelet.Kill();
        kubelet.WaitForExit();
        Assert.True(refused.ContainsKey(Last), string.Join('\n', lines.TakeLast(20)));
        return refused;
    }
}
