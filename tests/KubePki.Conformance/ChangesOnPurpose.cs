namespace KubePki.Conformance;

/// <summary>
/// Added names, requests for an external CA, and the configuration of a cluster, compared with the real programs.
/// </summary>
public sealed partial class ChangesOnPurpose(Nodes nodes)
{
    private const string Added = "api.example.com";

    /// <summary>kubeadm issues the same certificate if its configuration has the names.</summary>
    [Fact]
    public void A_certificate_with_added_names_is_the_one_kubeadm_makes()
    {
        Node start = nodes.Copy(Variants.Default), kubepki = nodes.CopyOf(start), kubeadm = nodes.CopyOf(start);
        kubepki.KubePki("renew", "apiserver", "--add-san", Added, "--add-san", "203.0.113.7", "--yes").Expect();
        File.AppendAllText(Path.Combine(kubeadm.Root, "cluster.yaml"), $"\napiServer: {{ certSANs: [{Added}, 203.0.113.7] }}\n");
        File.Delete(kubeadm.File("pki/apiserver.crt"));
        File.Delete(kubeadm.File("pki/apiserver.key"));
        kubeadm.Kubeadm("init", "phase", "certs", "apiserver").Expect();
        string[] names = [.. GoVerify.Names(GoVerify.Describe(kubepki.CertificatePem("pki/apiserver.crt"))).Order(StringComparer.Ordinal)];
        Assert.Contains(Added, names);
        Assert.Equal(GoVerify.Names(GoVerify.Describe(kubeadm.CertificatePem("pki/apiserver.crt"))).Order(StringComparer.Ordinal), names);
        Assert.Empty(Chains.Complaints(kubepki));
        StatusAgrees.Agree(kubepki.Expirations(), kubepki.Status());
    }

    /// <summary>File names, modes, subjects, subject alternative names, and the text of partial kubeconfigs.</summary>
    [Fact]
    public void Requests_are_those_of_kubeadm()
    {
        Node node = nodes.Copy(Variants.ExtraSans);
        string ours = Path.Combine(node.Root, "ours"), theirs = Path.Combine(node.Root, "theirs");
        node.KubePki("csr", "export", "all", "--dir", ours, "--config", Path.Combine(node.Root, "cluster.yaml")).Expect();
        node.Kubeadm("certs", "generate-csr", "--cert-dir", "/theirs/pki", "--kubeconfig-dir", "/theirs").Expect();

        // kubeadm also writes a request for kubelet.conf, which points at the pair that the kubelet rotates: the issued certificate could
        // not be installed.
        Assert.Equal(Files(theirs).Where(line => !line.StartsWith("kubelet.conf", StringComparison.Ordinal)), Files(ours));
        Assert.All(Files(ours).Select(line => line.Split(' ')[0]), file =>
        {
            if (file.EndsWith(".csr", StringComparison.Ordinal))
            {
                Assert.Equal(Described(Path.Combine(theirs, file)), Described(Path.Combine(ours, file)));
            }
            else if (Node.IsKubeconfig(file))
            {
                Assert.Equal(WithoutKey(Path.Combine(theirs, file)), WithoutKey(Path.Combine(ours, file)));
            }
        });
    }

    /// <summary>openssl signs, as an operator's CA would. kubeadm, Go and a control plane accept the results.</summary>
    [Fact]
    public void Certificates_of_an_external_CA_are_imported_and_a_control_plane_runs_on_them()
    {
        Node node = nodes.Copy(Variants.Default);
        string away = nodes.EmptyFolder("away"), exchange = Path.Combine(nodes.EmptyFolder("exchange"), "requests");
        File.Move(node.File("pki/ca.key"), Path.Combine(away, "ca.key"));
        node.KubePki(
            "csr", "export", "apiserver", "apiserver-kubelet-client", "admin.conf", "controller-manager.conf", "scheduler.conf", "--dir",
            exchange)
            .Expect();
        string usages = Path.Combine(away, "usages");
        File.WriteAllText(
            usages,
            "[serverAuth]\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n"
                + "[clientAuth]\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth\n");
        foreach ((string stem,
            string usage) in (IEnumerable<(string, string)>)[
                ("pki/apiserver", "serverAuth"), ("pki/apiserver-kubelet-client", "clientAuth"), ("admin.conf", "clientAuth"),
                ("controller-manager.conf", "clientAuth"), ("scheduler.conf", "clientAuth"),
            ])
        {
            Programs.Run(
                "openssl",
                "x509", "-req", "-in", $"{exchange}/{stem}.csr", "-out", $"{exchange}/{stem}.crt", "-CA", node.File("pki/ca.crt"), "-CAkey",
                $"{away}/ca.key", "-set_serial", "4711", "-days", "700",
                "-copy_extensions", "copy", "-extfile", usages, "-extensions", usage).Expect();
        }

        node.KubePki("csr", "import", "all", "--dir", exchange, "--yes").Expect();
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
        Assert.All(
            (string[])["apiserver", "admin.conf"],
            name => Assert.InRange(node.Status()[name].GetProperty("secondsLeft").GetInt64(), 699L * 86400, 701L * 86400));
        using var controlPlane = new ControlPlane(node);
        controlPlane.Kubectl("admin.conf", "get", "nodes").Expect();
    }

    /// <summary>cfssl reads a request unchanged, and issues certificates with the usages of its own profiles.</summary>
    [Fact]
    public void Certificates_that_cfssl_issued_are_imported()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/cfssl"), "cfssl (package golang-cfssl) is not installed");
        Node node = nodes.Copy(Variants.Default);
        string away = nodes.EmptyFolder("away"), exchange = Path.Combine(nodes.EmptyFolder("exchange"), "requests");
        File.Move(node.File("pki/etcd/ca.key"), Path.Combine(away, "ca.key"));
        node.KubePki("csr", "export", "etcd-server", "--dir", exchange).Expect();
        File.WriteAllText(
            Path.Combine(away, "config.json"),
            """
            { "signing": { "default": {
              "expiry": "16800h", "usages": ["digital signature", "key encipherment", "server auth", "client auth"] } } }
            """);
        Ended signed = Programs.Run(
            "/usr/bin/cfssl", "sign", "-ca", node.File("pki/etcd/ca.crt"), "-ca-key", $"{away}/ca.key", "-config", $"{away}/config.json",
            $"{exchange}/pki/etcd/server.csr")
            .Expect();
        File.WriteAllText(
            $"{exchange}/pki/etcd/server.crt", System.Text.Json.Nodes.JsonNode.Parse(signed.Output)!["cert"]!.GetValue<string>());
        node.KubePki("csr", "import", "all", "--dir", exchange, "--yes").Expect();
        Assert.InRange(node.Status()["etcd-server"].GetProperty("secondsLeft").GetInt64(), 699L * 86400, 701L * 86400);
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
    }

    /// <summary>An openssl CA with index, serials and an intermediate: it returns the certificates with their chain.</summary>
    [Fact]
    public void Certificates_that_openssl_issued_through_an_intermediate_are_imported_and_a_control_plane_runs_on_them()
    {
        Node node = nodes.Copy(Variants.Default);
        string away = nodes.EmptyFolder("away"), exchange = Path.Combine(nodes.EmptyFolder("exchange"), "requests");
        File.Move(node.File("pki/ca.key"), Path.Combine(away, "root.key"));
        File.Copy(node.File("pki/ca.crt"), Path.Combine(away, "root.crt"));
        string config = Path.Combine(away, "openssl.cnf");
        File.WriteAllText(config, string.Join('\n', (IEnumerable<string>)[.. ((string[])["root", "middle"]).Select(name => $"""
            [{name}]
            database={away}/{name}.index
            serial={away}/{name}.serial
            new_certs_dir={away}
            certificate={away}/{name}.crt
            private_key={away}/{name}.key
            default_md=sha256
            default_days=700
            policy=any
            copy_extensions=copy
            unique_subject=no
            """), """
            [any]
            organizationName=optional
            commonName=supplied
            [authority]
            basicConstraints=critical,CA:TRUE,pathlen:0
            keyUsage=critical,keyCertSign
            subjectKeyIdentifier=hash
            authorityKeyIdentifier=keyid
            [serverAuth]
            keyUsage=critical,digitalSignature,keyEncipherment
            extendedKeyUsage=serverAuth
            authorityKeyIdentifier=keyid
            [clientAuth]
            keyUsage=critical,digitalSignature,keyEncipherment
            extendedKeyUsage=clientAuth
            authorityKeyIdentifier=keyid
            """, ""]));
        void Sign(string by, string request, string certificate, string extensions)
            => Programs.Run(
                "openssl", "ca", "-batch", "-notext", "-config", config, "-name", by, "-in", request, "-out", certificate, "-extensions",
                extensions)
                .Expect();
        foreach (string name in (string[])["root", "middle"])
        {
            File.WriteAllText(Path.Combine(away, $"{name}.index"), "");
            File.WriteAllText(Path.Combine(away, $"{name}.serial"), "4711\n");
        }

        Programs.Run(
            "openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=middle", "-keyout", $"{away}/middle.key", "-out",
            $"{away}/middle.csr")
            .Expect();
        Sign("root", $"{away}/middle.csr", $"{away}/middle.crt", "authority");
        node.KubePki("csr", "export", "apiserver", "apiserver-kubelet-client", "admin.conf", "--dir", exchange).Expect();
        foreach ((string stem,
            string usage) in (IEnumerable<(string, string)>)[
                ("pki/apiserver", "serverAuth"), ("pki/apiserver-kubelet-client", "clientAuth"), ("admin.conf", "clientAuth"),
            ])
        {
            Sign("middle", $"{exchange}/{stem}.csr", $"{exchange}/{stem}.crt", usage);
        }

        // Without the intermediate no verifier finds a path from the leaf certificate to the CA on disk.
        string before = File.ReadAllText(node.File("pki/apiserver.crt"));
        node.KubePki("csr", "import", "all", "--dir", exchange, "--yes").Expect(1);
        Assert.Equal(before, File.ReadAllText(node.File("pki/apiserver.crt")));
        foreach (string stem in (string[])["pki/apiserver", "pki/apiserver-kubelet-client", "admin.conf"])
        {
            File.AppendAllText($"{exchange}/{stem}.crt", File.ReadAllText(Path.Combine(away, "middle.crt")));
        }

        node.KubePki("csr", "import", "all", "--dir", exchange, "--yes").Expect();
        Assert.Equal(4, File.ReadAllText(Path.Combine(away, "middle.serial")).Trim().Length);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(away, "middle.index")).Length);
        Assert.Equal(2, File.ReadAllText(node.File("pki/apiserver.crt")).Split("BEGIN CERTIFICATE").Length - 1);
        Assert.InRange(node.Status()["apiserver"].GetProperty("secondsLeft").GetInt64(), 699L * 86400, 701L * 86400);
        using var controlPlane = new ControlPlane(node);
        controlPlane.Kubectl("admin.conf", "get", "nodes").Expect();
    }

    [Fact]
    public void A_CA_key_kept_elsewhere_signs_with_its_passphrase()
    {
        Node node = nodes.Copy(Variants.Default);
        string away = nodes.EmptyFolder("away"), key = Path.Combine(away, "ca.key");
        Programs.Run(
            "openssl", "pkcs8", "-topk8", "-in", node.File("pki/ca.key"), "-out", key, "-v2", "aes256", "-passout", "pass:open sesame")
            .Expect();
        File.Delete(node.File("pki/ca.key"));
        File.WriteAllText(Path.Combine(away, "passphrase"), "open sesame\n");
        node.KubePki("renew", "apiserver", "--yes").Expect(1);
        Ended renewed = Programs.Run(
            "sh", "-c", "exec \"$0\" renew apiserver admin.conf --yes --root \"$1\" --ca-key \"$2\" --ca-passphrase-fd 3 3<\"$3\"",
            Peers.KubePki, node.Root, key, Path.Combine(away, "passphrase"));
        renewed.Expect();
        Assert.Empty(Chains.Complaints(node));
        Assert.False(File.Exists(node.File("pki/ca.key")));
    }

    /// <summary>
    /// The CA that new nodes are told to trust, read from a real API server as the administrator, or anonymously if the server refuses the
    /// administrator's certificate.
    /// </summary>
    [Fact]
    public void The_CA_in_cluster_info_is_compared()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        Assert.Equal("undecided", Live(node, controlPlane));
        controlPlane.Run(Peers.Kubeadm, "--rootfs", node.Root, "init", "phase", "bootstrap-token", "--config", "/cluster.yaml").Expect();
        Assert.Equal("passed", Live(node, controlPlane));

        string admin = File.ReadAllText(node.File("admin.conf"));
        File.WriteAllText(
            node.File("admin.conf"),
            System.Text.RegularExpressions.Regex.Replace(admin, "client-(certificate|key)-data: .*", "client-$1-data: AAAA"));
        Assert.Equal("passed", Live(node, controlPlane));
        File.WriteAllText(node.File("admin.conf"), admin);

        string other = Convert.ToBase64String(File.ReadAllBytes(node.File("pki/etcd/ca.crt")));
        string file = Path.Combine(node.Root, "cluster-info");
        File.WriteAllText(
            file,
            $"apiVersion: v1\nkind: Config\nclusters: [{{ name: '', cluster: {{ server: 'https://x:6443', certificate-authority-data: "
                + $"{other} }} }}]\n");
        controlPlane.Kubectl("admin.conf", "-n", "kube-public", "delete", "configmap", "cluster-info").Expect();
        controlPlane.Kubectl("admin.conf", "-n", "kube-public", "create", "configmap", "cluster-info", $"--from-file=kubeconfig={file}")
            .Expect();
        Assert.Equal("failed", Live(node, controlPlane));
    }

    /// <summary>
    /// Output of 'verify --live' about cluster-info, run as on the node itself: with the node's /etc in place of this machine's.
    /// </summary>
    private static string Live(Node node, ControlPlane controlPlane)
    {
        Ended ended = controlPlane.Run(
            "unshare", "--mount", "sh", "-c", "mount --bind \"$1/etc\" /etc && exec \"$0\" verify --live -o json", Peers.KubePki, node.Root)
            .Expect(0, 3);
        return System.Text.Json.Nodes.JsonNode.Parse(ended.Output)!["checks"]!.AsArray()
            .Single(c => (string)c!["id"]! == "cluster-info")!["result"]!.GetValue<string>();
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToString((int)File.GetUnixFileMode(file), 8)}")
        .Order(StringComparer.Ordinal);

    /// <summary>Subject and requested names, as openssl prints them.</summary>
    private static string Described(string request)
    {
        string[] lines = Programs.Run("openssl", "req", "-in", request, "-noout", "-text").Expect().Output.Split('\n');
        IEnumerable<string> Names(string line) => line.Split(',').Select(name => name.Trim()).Order(StringComparer.Ordinal);
        return string.Join(
            '\n',
            lines.Where(line => line.Contains("Subject:", StringComparison.Ordinal) || line.Contains("DNS:", StringComparison.Ordinal)
                || line.Contains("X509v3", StringComparison.Ordinal)
                || line.Contains("Public-Key", StringComparison.Ordinal))
            .Select(line => string.Join(", ", Names(line))));
    }

    private static string WithoutKey(string file)
        => System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(file), "client-key-data: .*", "client-key-data: ");
}
