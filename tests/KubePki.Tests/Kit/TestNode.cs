using System.Net;
using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>A control-plane node in a directory, with the layout of kubeadm, created by the library itself with ECDSA keys.</summary>
internal sealed class TestNode : IDisposable
{
    public const string Name = "master-1";
    public const string Server = "https://10.0.0.1:6443";
    private readonly Scratch _scratch = new(inMemory: true);
    private readonly NodeRecipe _recipe;

    public TestNode(NodeRecipe? recipe = null)
    {
        _recipe = recipe ?? new NodeRecipe();
        Root = new NodeRoot(_scratch.Path);
        Ca = MakeAuthority("kubernetes", $"{Pki}/ca");
        FrontProxyCa = MakeAuthority("front-proxy-ca", $"{Pki}/front-proxy-ca");
        EtcdCa = MakeAuthority("etcd-ca", $"{Pki}/etcd/ca");
        WriteLeaves();
        WriteKubeconfigs();
        WriteManifests();
        WriteKubelet();
        Write(
            "/etc/passwd",
            "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nann:x:1000:1000:Ann:/home/ann:/bin/bash\n");
        Directory.CreateDirectory(OnDisk("/var/lib"));
    }

    public NodeRoot Root { get; }

    public FixedClock Clock { get; } = new(FixedClock.Today);

    public CertificateAuthority Ca { get; }

    public CertificateAuthority FrontProxyCa { get; }

    public CertificateAuthority EtcdCa { get; }

    public string Pki => _recipe.CertificatesDirectory;

    public NodeState State => NodeObserver.Observe(Root, Clock.Now);

    public Transactions Transactions => new(Root, Clock, ["/etc/kubernetes/manifests"]);

    public string OnDisk(string path) => Root.OnThisMachine(path);

    public void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    public void Write(string path, byte[] content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OnDisk(path))!);
        File.WriteAllBytes(OnDisk(path), content);
        File.SetUnixFileMode(OnDisk(path), mode);
    }

    public byte[] Read(string path) => File.ReadAllBytes(OnDisk(path));

    public void Delete(string path) => File.Delete(OnDisk(path));

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OnDisk(path))!);
        File.CreateSymbolicLink(OnDisk(path), target);
    }

    public Verdict Verdict(string name) => EntryJudge.Judge(State, TimeSpan.FromDays(30)).Single(v => v.Item.Name == name);

    public RenewalPlan Plan(RenewalSpec? spec = null) => RenewalPlanner.Plan(State, spec ?? new RenewalSpec());

    public RenewalPlan Plan(params string[] names) => Plan(new RenewalSpec { Names = names });

    /// <summary>Plans and applies a renewal; a refusal fails the test.</summary>
    public Outcome<TransactionRecord> Renew(RenewalSpec? spec = null, Transactions? transactions = null)
    {
        var state = State;
        var plan = RenewalPlanner.Plan(state, spec ?? new RenewalSpec());
        Assert.Empty(plan.Refusals);
        return new RenewalExecution(Root, Clock, transactions ?? Transactions).Run(state, plan, "{}"u8.ToArray(), () => { });
    }

    public Outcome<TransactionRecord> Renew(params string[] names) => Renew(new RenewalSpec { Names = names });

    /// <summary>Every entry outside kubepki's own directory: kind, mode, owner and content or target.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => Kit.Snapshot.Of(_scratch.Path, "/var/lib/kubepki");

    public void Dispose() => _scratch.Dispose();

    /// <summary>A pair of files, as kubeadm writes it.</summary>
    public Certificate MakeLeaf(
        CertificateAuthority authority, string stem, string commonName, string[]? organizations = null, string[]? names = null,
        PrivateKey? key = null)
    {
        using var own = key is null ? PrivateKey.Create(_recipe.KeyAlgorithm) : null;
        var (certificate, used) = (Issue(authority, commonName, organizations, names, key ?? own!), key ?? own!);
        Write($"{stem}.crt", certificate.ToPem(), Modes.PublicFile);
        Write($"{stem}.key", used.ToPem());
        return certificate;
    }

    /// <summary>A kubeconfig that embeds its credentials.</summary>
    public byte[] MakeKubeconfig(string user, string commonName, string[]? organizations = null)
    {
        using var key = PrivateKey.Create(_recipe.KeyAlgorithm);
        return KubeconfigComposer.Embedded(
            "kubernetes", Server, Ca.Certificate.ToPem(), user, Issue(Ca, commonName, organizations, null, key).ToPem(), key.ToPem());
    }

    private Certificate Issue(CertificateAuthority authority, string commonName, string[]? organizations, string[]? names, PrivateKey key)
        => authority.Issue(
            new LeafIdentity(
                commonName,
                organizations ?? [],
                names is null ? [Oids.ClientAuth] : [Oids.ServerAuth, Oids.ClientAuth],
                [.. (names ?? []).Where(n => !IPAddress.TryParse(n, out _))],
                [.. (names ?? []).Where(n => IPAddress.TryParse(n, out _)).Select(IPAddress.Parse)]),
            key,
            _recipe.CasFrom,
            _recipe.LeavesUntil);

    private CertificateAuthority MakeAuthority(string commonName, string stem)
    {
        var authority = CertificateAuthority.Create(commonName, PrivateKey.Create(_recipe.KeyAlgorithm), _recipe.CasFrom, _recipe.CasUntil);
        Write($"{stem}.crt", authority.Certificate.ToPem(), Modes.PublicFile);
        Write($"{stem}.key", authority.Key.ToPem());
        return authority;
    }

    private void WriteLeaves()
    {
        MakeLeaf(Ca, $"{Pki}/apiserver", "kube-apiserver", null, ["kubernetes", "kubernetes.default", Name, "10.96.0.1", "10.0.0.1"]);
        MakeLeaf(Ca, $"{Pki}/apiserver-kubelet-client", "kube-apiserver-kubelet-client", ["system:masters"]);
        MakeLeaf(FrontProxyCa, $"{Pki}/front-proxy-client", "front-proxy-client");
        MakeLeaf(EtcdCa, $"{Pki}/apiserver-etcd-client", "kube-apiserver-etcd-client", ["system:masters"]);
        if (_recipe.ExternalEtcd is null)
        {
            MakeLeaf(EtcdCa, $"{Pki}/etcd/server", Name, null, [Name, "localhost", "127.0.0.1", "::1"]);
            MakeLeaf(EtcdCa, $"{Pki}/etcd/peer", Name, null, [Name, "localhost", "127.0.0.1", "::1"]);
            MakeLeaf(EtcdCa, $"{Pki}/etcd/healthcheck-client", "kube-etcd-healthcheck-client", ["system:masters"]);
        }
        else
        {
            Delete($"{Pki}/etcd/ca.key");
        }

        using var sa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write($"{Pki}/sa.key", Pem.Write("EC PRIVATE KEY", sa.ExportECPrivateKey()));
        Write($"{Pki}/sa.pub", Pem.Write("PUBLIC KEY", sa.ExportSubjectPublicKeyInfo()));
    }

    private void WriteKubeconfigs()
    {
        Write("/etc/kubernetes/admin.conf", MakeKubeconfig("kubernetes-admin", "kubernetes-admin", ["system:masters"]));
        Write(
            "/etc/kubernetes/controller-manager.conf", MakeKubeconfig("system:kube-controller-manager", "system:kube-controller-manager"));
        Write("/etc/kubernetes/scheduler.conf", MakeKubeconfig("system:kube-scheduler", "system:kube-scheduler"));
        if (_recipe.HasSuperAdmin)
        {
            Write(
                "/etc/kubernetes/super-admin.conf", MakeKubeconfig("kubernetes-super-admin", "kubernetes-super-admin", ["system:masters"]));
        }

        Write("/etc/kubernetes/kubelet.conf", _recipe.KubeletEmbeds
            ? MakeKubeconfig($"system:node:{Name}", $"system:node:{Name}", ["system:nodes"])
            : KubeconfigComposer.WithFiles(
                "kubernetes", Server, Ca.Certificate.ToPem(), "default-auth", "default-context",
                "/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/kubelet-client-current.pem"));
    }

    private void WriteManifests()
    {
        var etcd = _recipe.ExternalEtcd ?? "https://127.0.0.1:2379";
        WriteManifest("kube-apiserver", [
            $"--client-ca-file={Pki}/ca.crt", $"--etcd-servers={etcd}", $"--etcd-cafile={Pki}/etcd/ca.crt",
            $"--etcd-certfile={Pki}/apiserver-etcd-client.crt",
            $"--etcd-keyfile={Pki}/apiserver-etcd-client.key", $"--kubelet-client-certificate={Pki}/apiserver-kubelet-client.crt",
            $"--kubelet-client-key={Pki}/apiserver-kubelet-client.key",
            $"--proxy-client-cert-file={Pki}/front-proxy-client.crt", $"--proxy-client-key-file={Pki}/front-proxy-client.key",
            $"--requestheader-client-ca-file={Pki}/front-proxy-ca.crt",
            "--service-cluster-ip-range=10.96.0.0/12", $"--service-account-key-file={Pki}/sa.pub", $"--tls-cert-file={Pki}/apiserver.crt",
            $"--tls-private-key-file={Pki}/apiserver.key", .. _recipe.ApiServerFlags]);
        WriteManifest("kube-controller-manager", [
            $"--cluster-signing-cert-file={Pki}/ca.crt", $"--cluster-signing-key-file={Pki}/ca.key",
            "--kubeconfig=/etc/kubernetes/controller-manager.conf", $"--service-account-private-key-file={Pki}/sa.key"]);
        WriteManifest("kube-scheduler", ["--kubeconfig=/etc/kubernetes/scheduler.conf"]);
        if (_recipe.ExternalEtcd is null)
        {
            WriteManifest("etcd", [
                $"--cert-file={Pki}/etcd/server.crt", $"--key-file={Pki}/etcd/server.key", $"--peer-cert-file={Pki}/etcd/peer.crt",
                $"--peer-key-file={Pki}/etcd/peer.key",
                $"--trusted-ca-file={Pki}/etcd/ca.crt", $"--peer-trusted-ca-file={Pki}/etcd/ca.crt"]);
        }
    }

    public void WriteManifest(string component, IReadOnlyList<string> flags, string volumes = "") => Write(
        $"/etc/kubernetes/manifests/{component}.yaml",
        $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          labels: { component: {{component}} }
          name: {{component}}
          namespace: kube-system
        spec:
          containers:
          - name: {{component}}
            image: registry.k8s.io/{{component}}:{{(component == "etcd" ? "3.5.9-0" : _recipe.Version)}}
            command:
            - {{component}}
        {{string.Concat(flags.Select(f => $"    - {f}\n"))}}{{volumes}}
        """);

    private void WriteKubelet()
    {
        Write(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDomain: cluster.local\nrotateCertificates: "
                + "true\nstaticPodPath: /etc/kubernetes/manifests\n");
        Write(
            "/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/containerd/containerd.sock\"\n");
        using var key = PrivateKey.Create(_recipe.KeyAlgorithm);
        Write(
            "/var/lib/kubelet/pki/kubelet-client-2026-05-01.pem",
            [.. Issue(Ca, $"system:node:{Name}", ["system:nodes"], null, key).ToPem(), .. key.ToPem()]);
        Link("/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/kubelet-client-2026-05-01.pem");
        var serving = CertificateAuthority.Create(
            $"{Name}-ca", PrivateKey.Create(_recipe.KeyAlgorithm), _recipe.CasFrom, _recipe.LeavesUntil);
        Write("/var/lib/kubelet/pki/kubelet.crt", serving.Certificate.ToPem(), Modes.PublicFile);
        Write("/var/lib/kubelet/pki/kubelet.key", serving.Key.ToPem());
    }
}
