using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Observe;
using KubePki.Tests.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge.Checks;

/// <summary>Ways to break a node: at least one for each check.</summary>
internal static class NodeBreaks
{
    private const string Pki = "/etc/kubernetes/pki";
    private const string ApiServer = "kube-apiserver";
    private const string ControllerManager = "kube-controller-manager";
    private const string CurrentPem = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    /// <summary>For each check, the actions that make it fail; the version is the node's.</summary>
    internal static readonly (string Check, Action<PracticeNode> Break)[] All =
    [
        ("file-missing", n => n.Delete("/etc/kubernetes/scheduler.conf")),
        ("file-missing", n => n.Delete($"{Pki}/apiserver.key")),
        ("file-unreadable", n => n.Write($"{Pki}/apiserver.crt", "")),
        ("file-unreadable", n => n.Write($"{Pki}/apiserver.key", "")),
        ("file-unreadable", n => n.Write("/etc/kubernetes/admin.conf", "users:\n\t- a\n")),
        ("configuration-unreadable", n => n.Write("/etc/kubernetes/manifests/etcd.yaml", "a: [")),
        ("configuration-unreadable", n => n.Flag(ApiServer, "oidc-username-prefix", "sso:")),
        ("configuration-unreadable",
            n => n.Write(
                "/etc/kubernetes/manifests/etcd.yaml",
                n.Text("/etc/kubernetes/manifests/etcd.yaml")
                    .Replace("hostNetwork: true", "hostNetwork: 'true'", StringComparison.Ordinal))),
        ("component-manifest", n => n.Delete("/etc/kubernetes/manifests/kube-apiserver.yaml")),
        ("component-manifest", n => n.Delete("/etc/kubernetes/manifests/kube-controller-manager.yaml")),
        ("component-manifest", n => n.Delete("/etc/kubernetes/manifests/kube-scheduler.yaml")),
        ("component-manifest", n => n.Delete("/etc/kubernetes/manifests/etcd.yaml")),
        ("component-manifest", n => Directory.Delete(n.OnDisk("/etc/kubernetes/manifests"), recursive: true)),
        ("configuration-ambiguous",
            n => n.Write("/etc/kubernetes/scheduler.conf", n.Text("/etc/kubernetes/scheduler.conf") + "kind: Config\n")),
        ("file-unreadable",
            n => n.Write(
                "/etc/kubernetes/scheduler.conf",
                n.Text("/etc/kubernetes/scheduler.conf").Replace("current-context:", "x:", StringComparison.Ordinal))),
        ("flag-truth", n => n.Flag(ApiServer, "anonymous-auth", "yes")),
        ("etcd-client-auth", n => n.Flag("etcd", "client-cert-auth", "F")),
        ("damaged-block", n => n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/ca.crt")[..100])),
        ("key-mode", n => n.Mode($"{Pki}/apiserver.key", 644)),
        ("key-mode", n => n.Mode($"{Pki}/sa.key", 604)),
        ("key-mode", n => n.Mode(n.State.Find("kubelet-client")!.Files[0].RealPath, 644)),
        ("key-access-list", n => AccessListTests.Give(n.Root.OnThisMachine($"{Pki}/apiserver.key"))),
        ("key-access-list", n => AccessListTests.Give(n.Root.OnThisMachine("/etc/kubernetes/admin.conf"))),
        ("key-access-list", n => AccessListTests.Give(n.Root.OnThisMachine("/root/.kube/config"))),
        ("key-group", n => OfGroup(n, $"{Pki}/etcd/server.key")),
        ("key-group", n => OfGroup(n, "/etc/kubernetes/scheduler.conf")),
        ("kubeconfig-mode", n => n.Mode("/etc/kubernetes/admin.conf", 644)),
        ("kubeconfig-mode", n => n.Mode("/root/.kube/config", 604)),
        ("credential-mode", n => StaticTokens(n, 644)),
        ("file-writable", n => n.Mode($"{Pki}/ca.crt", 666)),
        ("file-writable", n => n.Mode("/etc/kubernetes/manifests/etcd.yaml", 622)),
        ("directory-writable", n => n.Mode($"{Pki}/etcd", 777)),
        ("stray-key", n => n.Write("/etc/kubernetes/old/apiserver.key", n.Text($"{Pki}/apiserver.key"))),
        ("stray-key", n => n.Write("/root/ca.pem", n.Text($"{Pki}/ca.key"))),
        ("backup-readable",
            n => n.Write("/etc/kubernetes.bak/pki/ca.key", n.Text($"{Pki}/ca.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead)),
        ("backup-readable",
            n => n.Write("/var/lib/kubepki/backups/1/ca.key", n.Text($"{Pki}/ca.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead)),
        ("stray-manifest", n => n.Write("/etc/kubernetes/manifests/etcd.yaml.bak", "x")),
        ("stray-manifest", n => n.Write("/etc/kubernetes/manifests/etcd-2.yaml", n.Text("/etc/kubernetes/manifests/etcd.yaml"))),
        ("expired", n => n.Now = n.Now.AddDays(400)),
        ("expired", n => n.Now = n.Now.AddDays(4000)),
        ("expiring", n => n.Now = n.Now.AddDays(350)),
        ("not-yet-valid", n => n.Now = n.Now.AddDays(-10)),
        ("ca-expiring", n => n.Now = n.Now.AddDays(3400)),
        ("outlives-ca", n => n.Reissue("apiserver", r => r with { NotAfter = n.Now.AddDays(4000) })),
        ("long-validity", n => n.Reissue("apiserver", r => r with { NotAfter = n.Now.AddDays(20000) })),
        ("key-mismatch", n => n.Write($"{Pki}/apiserver.key", n.Text($"{Pki}/etcd/peer.key"))),
        ("chain", n => n.Reissue("apiserver", r => r, "etcd-ca")),
        ("chain", n => n.Reissue("kubelet-client", r => r, "etcd-ca")),
        ("chain",
            n => { n.Write(
                $"{Pki}/apiserver.crt",
                n.Text($"{Pki}/etcd/server.crt")); n.Write($"{Pki}/apiserver.key", n.Text($"{Pki}/etcd/server.key")); }),
        ("read-here",
            n => n.Reissue("apiserver", r => r.With(new X509Extension(Oids.AuthorityInformationAccess, [0x30, 0x00], critical: true)))),
        ("read-later", n => n.Reissue("apiserver", r => r with
        {
            Extensions =
            [
                .. r.Extensions.Where(e => e.Oid!.Value != Oids.BasicConstraints),
                new X509Extension(Oids.BasicConstraints, [0x30, 0x03, 0x02, 0x01, 0xff], critical: true),
            ],
        })),
        ("ca-is-leaf",
            n => { n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/apiserver.crt")); n.Write($"{Pki}/ca.key", n.Text($"{Pki}/apiserver.key")); }),
        ("usage", n => n.Reissue("apiserver", r => r with { Extensions = [Recipe.Usages(Oids.ClientAuth)] })),
        ("usage", n => n.Reissue("etcd-peer", r => r with { Extensions = [Recipe.Usages(Oids.ServerAuth)] })),
        ("weak-key", WeakKey),
        ("weak-signature", OddSignature),
        ("serial", n => n.Reissue("apiserver", r => r with { Serial = [0] })),
        ("serial", n => n.Reissue("apiserver", r => r with { Serial = [.. Enumerable.Repeat((byte)0x11, 21)] })),
        ("serial-shared",
            n => { n.Reissue("apiserver", r => r with { Serial = [5] }); n.Reissue("scheduler.conf", r => r with { Serial = [5] }); }),
        ("key-identifier",
            n => n.Reissue("apiserver", r => r.With(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new byte[20])))),
        ("shared-key", SharedKey),
        ("leaf-is-ca", n => n.Put("apiserver", Recipe.Authority("CN=kube-apiserver").SignedBy(n.Authority("ca")))),
        ("key-usage",
            n => n.Reissue("apiserver", r => r.With(new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, critical: true)))),
        ("not-version-3", n => n.Write($"{Pki}/apiserver.crt", Pem.Write("CERTIFICATE", VersionOne()))),
        ("server-names", n => n.Reissue("apiserver", r => r with { Extensions = [Recipe.Usages(Oids.ServerAuth)] })),
        ("name-advertised", n => n.Flag(ApiServer, "advertise-address", "192.0.2.99")),
        ("name-service-address", n => n.Flag(ApiServer, "service-cluster-ip-range", "10.32.0.0/12")),
        ("name-service-address", n => n.Flag(ApiServer, "service-cluster-ip-range", "10.32.0.0/99")),
        ("name-service", n => n.Edit("/var/lib/kubelet/config.yaml", "clusterDomain: cluster.local", "clusterDomain: other.local")),
        ("name-node",
            n => n.Reissue(
                "etcd-server", r => r with { Subject = "CN=cp7", Extensions = [Recipe.Usages(Oids.ServerAuth, Oids.ClientAuth)] })),
        ("name-server",
            n => n.Edit("/etc/kubernetes/admin.conf", "server: https://192.0.2.11:6443", "server: https://lb.example.com:6443")),
        ("server-address", n => n.Edit("/etc/kubernetes/admin.conf", "server: https://", "server: http://")),
        ("name-etcd-server", n => n.Flag("etcd", "advertise-client-urls", "https://192.0.2.99:2379")),
        ("name-etcd-server", n => n.Flag(ApiServer, "etcd-servers", "https://127.0.0.1:2379,https://etcd.example.com:2379")),
        ("name-etcd-peer", n => n.Flag("etcd", "initial-advertise-peer-urls", "https://192.0.2.99:2380")),
        ("component-name", n => n.Reissue("scheduler.conf", r => r with { Subject = "CN=scheduler" })),
        ("component-name", n => n.Reissue("kubelet-client", r => r with { Subject = "CN=cp1,O=system:nodes" })),
        ("client-name", n => n.Reissue("apiserver-etcd-client", r => r with { Subject = "O=nobody" })),
        ("node-group", n => n.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp1" })),
        ("other-node", n => n.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp7,O=system:nodes" })),
        ("other-node", n => n.Put("kubelet.conf", Recipe.Leaf("CN=system:node:cp9,O=system:nodes").SignedBy(n.Authority("ca")))),
        ("masters", n => n.Reissue("scheduler.conf", r => r with { Subject = "CN=system:kube-scheduler,O=system:masters" })),
        ("admin-split", n => n.Reissue("admin.conf", r => r with { Subject = "CN=kubernetes-admin,O=system:masters" })),
        ("admin-group", n => n.Reissue("admin.conf", r => r with { Subject = "CN=kubernetes-admin,O=developers" })),
        ("home-master",
            n => { n.Write(
                "/home/ann/.kube/config",
                n.Text("/root/.kube/config")); n.Reissue("/home/ann/.kube/config", r => r with { Subject = "CN=ann,O=system:masters" }); }),
        ("proxy-name", n => n.Flag(ApiServer, "requestheader-allowed-names", "somebody,else")),
        ("kubeconfig-ca", n => n.Edit("/etc/kubernetes/admin.conf", Base64(n, $"{Pki}/ca.crt"), Base64(n, $"{Pki}/etcd/ca.crt"))),
        ("kubeconfig-ca",
            n => n.Edit(
                "/etc/kubernetes/admin.conf", $"certificate-authority-data: {Base64(n, $"{Pki}/ca.crt")}",
                "certificate-authority: pki/etcd/ca.crt")),
        ("kubeconfig-ca",
            n => n.Edit(
                "/etc/kubernetes/admin.conf", $"certificate-authority-data: {Base64(n, $"{Pki}/ca.crt")}",
                "certificate-authority: pki/nothing.crt")),
        ("kubeconfig-ca", n => n.Edit("/etc/kubernetes/admin.conf", $"    certificate-authority-data: {Base64(n, $"{Pki}/ca.crt")}\n", "")),
        ("component-ca", n => n.Flag(ControllerManager, "root-ca-file", $"{Pki}/etcd/ca.crt")),
        ("component-ca", n => n.Flag(ControllerManager, "root-ca-file", $"{Pki}/nothing.crt")),
        ("kubelet-ca", n => n.Edit("/var/lib/kubelet/config.yaml", $"{Pki}/ca.crt", $"{Pki}/etcd/ca.crt")),
        ("proxy-ca-shared", n => n.Flag(ApiServer, "requestheader-client-ca-file", $"{Pki}/ca.crt")),
        ("etcd-ca-shared", n => n.Write($"{Pki}/etcd/ca.crt", n.Text($"{Pki}/ca.crt"))),
        ("etcd-distrusts-apiserver", n => n.Reissue("apiserver-etcd-client", r => r, "ca")),
        ("apiserver-distrusts-etcd", n => n.Flag(ApiServer, "etcd-cafile", $"{Pki}/ca.crt")),
        ("connection", n => n.Reissue("apiserver", r => r with { NotAfter = n.Now.AddHours(-1) })),
        ("connection", n => n.Flag(ControllerManager, "root-ca-file", $"{Pki}/nothing.crt")),
        ("bundle-expired", n => n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/apiserver.crt"))),
        ("bundle-expired",
            n => n.Write(
                $"{Pki}/ca.crt",
                [
                    .. n.State.Find("ca")!.Certificate!.ToPem(),
                    .. (Recipe.Authority("CN=kubernetes") with { NotBefore = n.Now.AddDays(-9), NotAfter = n.Now.AddDays(-1) }).SelfSigned(
                        ).Certificate.ToPem(),
                ])),
        ("several-cas", n => n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/front-proxy-ca.crt"))),
        ("several-signers", n => n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/front-proxy-ca.crt"))),
        ("token-pair", n => n.Write($"{Pki}/sa.key", n.Text($"{Pki}/etcd/peer.key"))),
        ("token-signer", n => n.Flag(ControllerManager, "service-account-private-key-file", $"{Pki}/etcd/peer.key")),
        ("token-signer", n => n.Flag(ApiServer, "service-account-key-file", $"{Pki}/nothing.pub")),
        ("token-signer", n => n.Flag(ApiServer, "service-account-key-file", null)),
        ("token-flag",
            n => { n.Flag(ApiServer, "service-account-key-file", null); n.Flag(ApiServer, "service-account-signing-key-file", null); }),
        ("token-key-own", n => n.Flag(ApiServer, "service-account-key-file", $"{Pki}/apiserver.key")),
        ("token-keys-differ", n => n.Write($"{Pki}/sa.pub", n.Text($"{Pki}/sa.pub") + n.Text($"{Pki}/apiserver.crt"))),
        ("kubelet-rotation", n => n.Edit("/var/lib/kubelet/config.yaml", "rotateCertificates: true", "rotateCertificates: false")),
        ("kubelet-rotation", n => n.Write("/etc/default/kubelet", "KUBELET_EXTRA_ARGS=--rotate-certificates=false\n")),
        ("kubelet-embedded", n => n.Write("/etc/kubernetes/kubelet.conf", n.Text("/etc/kubernetes/scheduler.conf"))),
        ("kubelet-embedded",
            n => { n.Write(
                "/var/lib/kubelet/pki/kubelet-client.pem",
                n.Text(CurrentPem)); n.Edit("/etc/kubernetes/kubelet.conf", CurrentPem, "/var/lib/kubelet/pki/kubelet-client.pem"); }),
        ("kubelet-not-current", n => n.Write("/var/lib/kubelet/pki/kubelet-client-2099-01-01-00-00-00.pem", n.Text(CurrentPem))),
        ("kubelet-not-linked",
            n => { var pem = n.Text(CurrentPem); n.Delete(
                "/var/lib/kubelet/pki/kubelet-client-current.pem"); File.Delete(n.Root.OnThisMachine(CurrentPem)); n.Write(
                CurrentPem, pem); }),
        ("kubelet-outdated", n => n.Now = n.Now.AddDays(345)),
        ("kubelet-serving-ca", n => n.Flag(ApiServer, "kubelet-certificate-authority", $"{Pki}/ca.crt")),
        ("kubelet-serving-ca", n => n.Flag(ApiServer, "kubelet-certificate-authority", $"{Pki}/front-proxy-ca.crt")),
        ("kubelet-bootstrap", n => n.Write("/etc/kubernetes/bootstrap-kubelet.conf", "x")),
        ("static-tokens", n => StaticTokens(n, 600)),
        ("static-passwords", n => n.Flag(ApiServer, "basic-auth-file", $"{Pki}/basic-auth.csv")),
        ("insecure-port", n => n.Flag(ApiServer, "insecure-port", "8080")),
        ("client-ca", n => n.Flag(ApiServer, "client-ca-file", null)),
        ("serving-pair", n => n.Flag(ApiServer, "tls-cert-file", null)),
        ("proxy-names", n => n.Flag(ApiServer, "requestheader-allowed-names", null)),
        ("etcd-client-auth", n => n.Flag("etcd", "peer-client-cert-auth", "false")),
        ("etcd-tls", n => n.Flag("etcd", "listen-client-urls", "http://192.0.2.11:2379")),
        ("start-flags", n => n.Flag(ApiServer, "service-account-signing-endpoint", "/run/signer.sock")),
        ("start-flags", n => n.Flag(ApiServer, "service-account-issuer", null)),
        ("start-flags", n => n.Flag(ApiServer, "service-account-key-file", null)),
        ("start-flags", n => { n.Write($"{Pki}/users.csv", "secret,ann,7\n"); n.Flag(ApiServer, "basic-auth-file", $"{Pki}/users.csv"); }),
        ("start-flags", n => n.Flag(ApiServer, "insecure-port", "0")),
        ("start-flags",
            n => { n.Flag(
                ApiServer, "requestheader-client-ca-file", $"{Pki}/ca.crt"); n.Flag(ApiServer, "requestheader-allowed-names", null); }),
        ("start-flags", n => n.Flag(ApiServer, "oidc-issuer-url", "https://login.example.com")),
        ("start-flags", n => n.Flag(ApiServer, "oidc-groups-claim", "teams")),
        ("start-flags",
            n => { n.Flag(ApiServer, "authentication-config", Configuration(n, "")); n.Flag(ApiServer, "oidc-client-id", "k"); }),
        ("start-flags",
            n => { n.Flag(
                ApiServer, "authentication-config",
                Configuration(n, "anonymous: {enabled: true}\n")); n.Flag(ApiServer, "anonymous-auth", "true"); }),
        ("start-files", n => n.Flag(ApiServer, "authentication-config", "/etc/kubernetes/none.yaml")),
        ("start-files", n => n.Flag(ApiServer, "authentication-token-webhook-config-file", "/etc/kubernetes/none.yaml")),
        ("start-files", n => n.Flag(ApiServer, "oidc-ca-file", $"{Pki}/sa.pub")),
        ("start-files", n => n.Flag(ApiServer, "audit-policy-file", "/etc/kubernetes/none.yaml")),
        ("start-files", n => { n.Write($"{Pki}/tokens.csv", "two,columns\n"); n.Flag(ApiServer, "token-auth-file", $"{Pki}/tokens.csv"); }),
        ("start-files", n => { n.Write($"{Pki}/x.key", Pkcs8()); n.Flag(ApiServer, "service-account-key-file", $"{Pki}/x.key"); }),
        ("authentication-configuration", n => n.Flag(ApiServer, "authentication-config", Configuration(n, "jwts: []\n"))),
        ("authentication-configuration", n => n.Flag(ApiServer, "authentication-config", Configuration(n, "", "v2"))),
        ("clock-behind", n => n.Now = n.Now.AddHours(-2)),
    ];

    /// <summary>Gives a file to a group other than root's, with read access.</summary>
    private static void OfGroup(PracticeNode node, string path)
    {
        node.Mode(path, 640);
        if (Libc.IsRoot)
        {
            Libc.SetOwner(node.Root.OnThisMachine(path), 0, 1003);
        }
    }

    private static string Configuration(PracticeNode node, string content, string version = "v1")
    {
        node.Write(
            "/etc/kubernetes/authentication.yaml",
            $"apiVersion: apiserver.config.k8s.io/{version}\nkind: AuthenticationConfiguration\n{content}");
        return "/etc/kubernetes/authentication.yaml";
    }

    /// <summary>An EC key in PKCS#8, which the API server does not accept as a verification key.</summary>
    private static string Pkcs8()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static void StaticTokens(PracticeNode node, int mode)
    {
        node.Write($"{Pki}/tokens.csv", "secret,ann,1,\"a,b\"\n");
        node.Mode($"{Pki}/tokens.csv", mode);
        node.Flag(ApiServer, "token-auth-file", $"{Pki}/tokens.csv");
    }

    internal static string Base64(PracticeNode node, string path) => Convert.ToBase64String(File.ReadAllBytes(node.OnDisk(path)));

    private static void WeakKey(PracticeNode node)
    {
        using var rsa = RSA.Create(1024);
        var request = new CertificateRequest("CN=kube-apiserver", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var authority = node.Authority("ca");
        using var made = request.Create(
            new X500DistinguishedName(authority.Certificate.Subject.Der), X509SignatureGenerator.CreateForECDsa(authority.Key),
            node.Now.AddDays(-1), node.Now.AddDays(90), [7]);
        node.Write($"{Pki}/apiserver.crt", Pem.Write("CERTIFICATE", made.RawData));
    }

    /// <summary>.NET supports no signature older than SHA-256, so the algorithm's identifier is replaced with ecdsa-with-SHA224.</summary>
    private static void OddSignature(PracticeNode node)
    {
        byte[] good = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        var der = node.State.Find("apiserver")!.Certificate!.Der.ToArray();
        for (var at = der.AsSpan().IndexOf(good); at >= 0; at = der.AsSpan().IndexOf(good))
        {
            der[at + good.Length - 1] = 1;
        }

        node.Write($"{Pki}/apiserver.crt", Pem.Write("CERTIFICATE", der));
    }

    private static void SharedKey(PracticeNode node)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(node.Text($"{Pki}/etcd/server.key"));
        node.Put("apiserver", Recipe.Leaf("CN=kube-apiserver", "kubernetes").SignedBy(node.Authority("ca"), key));
    }

    /// <summary>A certificate in the format of 1988: without a version there are no extensions.</summary>
    private static byte[] VersionOne()
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        void Algorithm()
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.EcdsaSha256);
            }
        }

        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                Algorithm();
                writer.WriteEncodedValue(new X500DistinguishedName("CN=a").RawData);
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(DateTimeOffset.UtcNow.AddDays(-1));
                    writer.WriteUtcTime(DateTimeOffset.UtcNow.AddDays(90));
                }

                writer.WriteEncodedValue(new X500DistinguishedName("CN=a").RawData);
                writer.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
            }

            Algorithm();
            writer.WriteBitString(new byte[64]);
        }

        return writer.Encode();
    }
}
