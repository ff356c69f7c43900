using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Observe;

public sealed class NodeObserverTests
{
    [Fact]
    public void Everything_kubeadm_makes_is_found_in_the_catalogues_order()
    {
        using var node = new TestNode();
        var state = node.State;
        Assert.Empty(state.Problems);
        Assert.Equal(
            [
                "ca", "front-proxy-ca", "etcd-ca", "apiserver", "apiserver-kubelet-client", "front-proxy-client", "etcd-server",
                "etcd-peer", "etcd-healthcheck-client",
                "apiserver-etcd-client", "sa", "admin.conf", "controller-manager.conf", "scheduler.conf", "kubelet.conf", "kubelet-client",
                "kubelet-serving",
            ],
            state.Items.Select(i => i.Name));
        Assert.All(
            state.Items,
            item => Assert.True(
                item is { Problem: null, KeyProblem: null, Damage: null }, $"{item.Name}: {item.Problem} {item.KeyProblem}"));
        Assert.All(state.Items.Where(i => i.Certificate is not null), item => Assert.True(item.KeyMatches, item.Name));
        Assert.Equal(28, state.MinorVersion(Components.ApiServer));
        Assert.Equal(28, state.MinorVersion(Components.Etcd));
        Assert.False(state.HasExternalEtcd);
    }

    [Fact]
    public void A_kubeconfig_that_points_at_files_is_followed()
    {
        using var node = new TestNode();
        var item = node.State.Find("kubelet.conf")!;
        Assert.Equal("/etc/kubernetes/kubelet.conf", item.Path);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-current.pem", item.PointsAt);
        Assert.Equal("system:node:master-1", item.Certificate!.Subject.CommonName);
        Assert.Equal("/var/lib/kubelet/pki/kubelet-client-2026-05-01.pem", item.Files[^1].RealPath);
    }

    [Fact]
    public void A_relative_path_in_a_kubeconfig_starts_beside_it()
    {
        using var node = new TestNode();
        node.Write(
            "/etc/kubernetes/scheduler.conf",
            KubeconfigComposer.WithFiles(
                "k", TestNode.Server, [1], "u", "c", "pki/apiserver-kubelet-client.crt", "pki/apiserver-kubelet-client.key"));
        var item = node.State.Find("scheduler.conf")!;
        Assert.Equal("/etc/kubernetes/pki/apiserver-kubelet-client.crt", item.PointsAt);
        Assert.True(item.KeyMatches);
    }

    [Fact]
    public void Data_wins_over_files_where_a_kubeconfig_has_both()
    {
        using var node = new TestNode();
        var text = System.Text.Encoding.UTF8.GetString(node.Read("/etc/kubernetes/scheduler.conf"))
            .Replace("    client-key-data", "    client-certificate: /nowhere\n    client-key-data", StringComparison.Ordinal);
        node.Write("/etc/kubernetes/scheduler.conf", text);
        Assert.True(node.State.Find("scheduler.conf") is { Problem: null, PointsAt: null, KeyMatches: true });
    }

    [Fact]
    public void Paths_come_from_the_manifests_and_the_kubelet()
    {
        using var node = new TestNode(new NodeRecipe { CertificatesDirectory = "/srv/kubernetes" });
        Directory.Move(node.OnDisk("/etc/kubernetes/manifests"), node.OnDisk("/etc/kubernetes/static"));
        node.Write(
            "/var/lib/kubelet/kubeadm-flags.env",
            "KUBELET_KUBEADM_ARGS=\"--fail-swap-on --config=/etc/kubelet.yaml --cert-dir=/srv/kubelet\"\n");
        node.Write(
            "/etc/kubelet.yaml",
            "kind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/static/\ntlsCertFile: "
                + "/srv/kubernetes/apiserver.crt\ntlsPrivateKeyFile: /srv/kubernetes/apiserver.key\n");
        var state = node.State;
        Assert.Equal("/etc/kubernetes/static", state.Layout.ManifestDirectory);
        Assert.Equal("/srv/kubernetes", state.Layout.CertificatesDirectory);
        Assert.Equal("/srv/kubelet", state.Layout.KubeletPkiDirectory);
        Assert.Equal("/srv/kubernetes/etcd/healthcheck-client.crt", state.Find("etcd-healthcheck-client")!.Path);
        Assert.Equal("/srv/kubernetes/apiserver.crt", state.Find("kubelet-serving")!.Path);
        Assert.Null(state.Find("kubelet-client"));
        Assert.True(state.Find("ca")!.KeyMatches);
    }

    [Fact]
    public void A_path_inside_a_container_is_found_on_the_host()
    {
        using var node = new TestNode();
        node.MakeLeaf(node.Ca, "/srv/tls/serving", "elsewhere", null, ["elsewhere"]);
        node.WriteManifest(
            "kube-apiserver",
            ["--client-ca-file=/etc/kubernetes/pki/ca.crt", "--tls-cert-file=/tls/serving.crt", "--tls-private-key-file=/tls/serving.key"],
            "    volumeMounts: [{mountPath: /tls, name: t}]\n  volumes: [{name: t, hostPath: {path: /srv/tls}}]\n");
        var item = node.State.Find("apiserver")!;
        Assert.Equal(("/srv/tls/serving.crt", "/srv/tls/serving.key"), (item.Path, item.KeyPath));
        Assert.True(item.KeyMatches);
    }

    [Fact]
    public void With_an_external_etcd_its_own_certificates_are_not_looked_for()
    {
        using var node = new TestNode(new NodeRecipe { ExternalEtcd = "https://10.1.0.1:2379,https://10.1.0.2:2379" });
        var state = node.State;
        Assert.True(state.HasExternalEtcd);
        Assert.DoesNotContain(state.Items, i => i.Name is "etcd-server" or "etcd-peer" or "etcd-healthcheck-client");
        Assert.True(state.Find("etcd-ca")!.KeyIsMissing);
        Assert.NotNull(state.Find("apiserver-etcd-client")!.Certificate);
    }

    [Fact]
    public void A_missing_file_is_reported_unless_it_is_optional()
    {
        using var node = new TestNode();
        node.Delete("/etc/kubernetes/pki/apiserver.crt");
        Assert.True(node.State.Find("apiserver")!.IsMissing);
        Assert.Null(node.State.Find("super-admin.conf"));
        using var first = new TestNode(new NodeRecipe { HasSuperAdmin = true });
        Assert.NotNull(first.State.Find("super-admin.conf")!.Certificate);
    }

    [Fact]
    public void One_broken_file_never_hides_the_others()
    {
        using var node = new TestNode();
        var broken = new Dictionary<string, Action<string>>
        {
            ["apiserver"] = path => node.Write(path, "-----BEGIN CERTIFICATE-----\nMIIB"),
            ["apiserver-kubelet-client"] = path => node.Write(path, ""),
            ["front-proxy-client"] = path =>
            {
                node.Delete(path);
                Directory.CreateDirectory(node.OnDisk(path));
            },
            ["etcd-server"] = path => node.Write(path, new byte[NodeRoot.MaximumFileSize + 1]),
            ["etcd-peer"] = path =>
            {
                node.Delete(path);
                Libc.MakeFifo(node.OnDisk(path));
            },
            ["etcd-healthcheck-client"] = path => node.Write(path, [0xff, 0x00, 0x7f]),
            ["apiserver-etcd-client"] = path => node.Write(
                path, string.Concat(Enumerable.Repeat("-----BEGIN X-----\nAA==\n-----END X-----\n", 5001))),
            ["sa"] = path => node.Write(path, "words"),
            ["admin.conf"] = path => node.Write(path, "users:\n\t- a\n"),
            ["scheduler.conf"] = path => node.Write(path, "kind: Config\nusers: []\nusers: []\n"),
        };
        foreach (var (name, breakIt) in broken)
        {
            breakIt(node.State.Find(name)!.Path);
        }

        node.Write("/etc/kubernetes/manifests/etcd.yaml", "kind: [");
        var state = node.State;
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["apiserver"] = "truncated-pem",
                ["apiserver-kubelet-client"] = "empty",
                ["front-proxy-client"] = "not-a-file",
                ["etcd-server"] = "too-large",
                ["etcd-peer"] = "not-a-file",
                ["etcd-healthcheck-client"] = "no-pem",
                ["apiserver-etcd-client"] = "too-many-blocks",
                ["sa"] = "no-pem",
                ["admin.conf"] = "broken-yaml",
                ["scheduler.conf"] = "no-current-context",
            },
            state.Items.Where(i => i.Problem is not null).ToDictionary(i => i.Name, i => i.Problem!.Id));
        Assert.All(state.Items.Where(i => i.Problem is not null), i => i.Problem.IsOf(i.Problem!.Message));
        Assert.True(state.Find("controller-manager.conf")!.KeyMatches);
        Assert.Equal("/etc/kubernetes/manifests/etcd.yaml", Assert.Single(state.Problems).Where);
    }

    [Fact]
    public void Swapped_files_and_foreign_keys_are_told()
    {
        using var node = new TestNode();
        var (certificate, key) = (node.Read("/etc/kubernetes/pki/apiserver.crt"), node.Read("/etc/kubernetes/pki/apiserver.key"));
        node.Write("/etc/kubernetes/pki/apiserver.crt", key);
        node.Write("/etc/kubernetes/pki/apiserver.key", certificate);
        node.Write("/etc/kubernetes/pki/sa.key", node.Read("/etc/kubernetes/pki/ca.key"));
        var item = node.State.Find("apiserver")!;
        item.Problem.IsOf(X509Messages.NoPemBlock);
        item.KeyProblem.IsOf(X509Messages.NoPemBlock);
        node.State.Find("sa")!.Problem.IsOf(X509Messages.KeyMismatch);
    }

    [Fact]
    public void A_bundle_of_authorities_is_read_whole_and_the_one_with_the_key_signs()
    {
        using var node = new TestNode();
        var old = Recipe.Authority("CN=kubernetes").SelfSigned().Certificate;
        node.Write("/etc/kubernetes/pki/ca.crt", [.. old.ToPem(), .. node.Ca.Certificate.ToPem()]);
        var ca = node.State.Find("ca")!;
        Assert.Equal(2, ca.Certificates.Count);
        Assert.Equal(node.Ca.Certificate, ca.SigningCertificate);
        Assert.True(ca.KeyMatches);
    }

    [Fact]
    public void Of_an_authority_renewed_with_its_key_the_newer_certificate_signs()
    {
        using var node = new TestNode();
        var renewed = CertificateAuthority.Create(
            "kubernetes", node.Ca.Key, FixedClock.Today, node.Ca.Certificate.NotAfter.AddYears(5)).Certificate;
        node.Write("/etc/kubernetes/pki/ca.crt", [.. node.Ca.Certificate.ToPem(), .. renewed.ToPem()]);
        Assert.Equal(renewed, node.State.Find("ca")!.SigningCertificate);
    }

    [Fact]
    public void A_damaged_block_beside_whole_ones_is_kept_as_a_note()
    {
        using var node = new TestNode();
        node.Write("/etc/kubernetes/pki/ca.crt", [.. node.Ca.Certificate.ToPem(), .. node.Ca.Certificate.ToPem().AsSpan(0, 100)]);
        var ca = node.State.Find("ca")!;
        Assert.Null(ca.Problem);
        ca.Damage.IsOf(X509Messages.TruncatedPem);
    }

    [Fact]
    public void Files_of_static_credentials_are_found_by_the_flags()
    {
        using var node = new TestNode(new NodeRecipe
        {
            ApiServerFlags = ["--basic-auth-file=/etc/kubernetes/pki/basic-auth.csv", "--token-auth-file=/etc/kubernetes/tokens.csv"],
        });
        node.Write("/etc/kubernetes/pki/basic-auth.csv", "password,admin,1\n");
        var state = node.State;
        Assert.True(
            state.Find(
                "basic-auth-file") is { Problem: null, Path: "/etc/kubernetes/pki/basic-auth.csv", Entry.Kind: EntryKind.CredentialFile });
        Assert.True(state.Find("token-auth-file")!.IsMissing);
    }

    [Fact]
    public void A_kubelet_that_requested_its_serving_certificate_has_it_from_the_cluster()
    {
        using var node = new TestNode();
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var serving = node.Ca.Issue(
            new LeafIdentity("system:node:master-1", ["system:nodes"], [Oids.ServerAuth], ["master-1"], []), key, FixedClock.Today,
            FixedClock.Today.AddYears(1));
        node.Write("/var/lib/kubelet/pki/kubelet-server-current.pem", [.. serving.ToPem(), .. key.ToPem()]);
        var item = node.State.Find("kubelet-serving")!;
        Assert.Equal("ca", item.Entry.Issuer);
        Assert.True(item.KeyMatches);
    }

    [Fact]
    public void An_empty_root_is_observed_too()
    {
        using var scratch = new Scratch();
        var state = NodeObserver.Observe(new NodeRoot(scratch.Path), FixedClock.Today);
        Assert.All(state.Items, item => Assert.True(item.IsMissing));
        Assert.Equal(15, state.Items.Count);
    }

    [Fact]
    public void What_is_observed_holds_no_private_key()
    {
        using var node = new TestNode();
        var secret = Pem.Read(node.Read("/etc/kubernetes/pki/apiserver.key"), "k").Must().Blocks[0].Der;
        foreach (var item in node.State.Items.Where(i => i.KeyPublicKey is not null && i.Kubeconfig is null))
        {
            Assert.DoesNotContain(
                Convert.ToHexString(secret),
                string.Concat(item.Certificates.Select(c => Convert.ToHexString(c.Der))) + Convert.ToHexString(item.KeyPublicKey!),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("v1.20.2", 20)]
    [InlineData("1.9.0", 9)]
    [InlineData("v1.34.0-rc.1", 34)]
    [InlineData("v1.28", 28)]
    [InlineData("v2.0.0", null)]
    [InlineData("latest", null)]
    [InlineData("v1.x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Versions(string? text, int? minor) => Assert.Equal(minor, KubernetesVersion.Minor(text));
}
