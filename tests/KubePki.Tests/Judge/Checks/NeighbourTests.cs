using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge.Checks;

/// <summary>
/// Each case that fails a check (<see cref="NodeBreaks.All"/>) has a similar case that passes. A check that covers one bit, bound or kind
/// of certificate too many is detected here.
/// </summary>
public sealed partial class NeighbourTests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const string Manifests = "/etc/kubernetes/manifests";
    private const string KubeletPki = "/var/lib/kubelet/pki";
    private const string KubeletConfiguration = "/var/lib/kubelet/config.yaml";
    private const string ApiServer = "kube-apiserver";
    private const string ControllerManager = "kube-controller-manager";

    private static readonly string[] Undecided = ["cluster-info", "clock-unsynchronised"];

    private static readonly (string Check, string Name, Action<PracticeNode> Change)[] Near =
    [
        ("file-missing", "what may be absent", n => n.Delete("/etc/kubernetes/super-admin.conf")),
        ("file-missing", "another file is absent", n => n.Delete($"{Pki}/nothing.crt")),
        ("file-unreadable", "text before the block", n => n.Write($"{Pki}/apiserver.crt", "a note\n" + n.Text($"{Pki}/apiserver.crt"))),
        ("file-unreadable", "a comment", n => n.Write("/etc/kubernetes/admin.conf", "# a note\n" + n.Text("/etc/kubernetes/admin.conf"))),
        ("configuration-unreadable", "a comment", n => n.Write($"{Manifests}/etcd.yaml", "# a note\n" + n.Text($"{Manifests}/etcd.yaml"))),
        ("component-manifest", "etcd runs elsewhere",
            n => { n.Delete($"{Manifests}/etcd.yaml"); n.Flag(ApiServer, "etcd-servers", "https://192.0.2.77:2379"); }),
        ("component-manifest", "etcd runs as a service",
            n =>
            {
                n.Delete($"{Manifests}/etcd.yaml");
                n.Write(
                    "/etc/etcd.env",
                    "ETCD_CERT_FILE=/etc/kubernetes/pki/etcd/server.crt\nETCD_LISTEN_CLIENT_URLS=https://127.0.0.1:2379\n"
                        + "ETCD_ADVERTISE_CLIENT_URLS=https://127.0.0.1:2379\n");
            }),
        ("component-manifest", "a manifest of another name",
            n => Move(n, $"{Manifests}/kube-scheduler.yaml", $"{Manifests}/scheduler.yml")),
        ("component-manifest", "a copy that the kubelet reads",
            n => Move(n, $"{Manifests}/kube-scheduler.yaml", $"{Manifests}/kube-scheduler.yaml.bak")),
        ("component-manifest", "a worker",
            MakeWorker),
        ("component-manifest", "before the first pod",
            n =>
            {
                Empty(n, Manifests);
                Directory.Delete(n.OnDisk(KubeletPki), recursive: true);
            }),
        ("configuration-ambiguous", "a comment that repeats a key",
            n => n.Write("/etc/kubernetes/scheduler.conf", n.Text("/etc/kubernetes/scheduler.conf") + "# kind: Config\n")),
        ("flag-truth", "one of Go's letters", n => n.Flag(ApiServer, "anonymous-auth", "F")),
        ("flag-truth", "one of Go's digits", n => n.Flag(ApiServer, "anonymous-auth", "0")),
        ("damaged-block", "text behind the block", n => n.Write($"{Pki}/ca.crt", n.Text($"{Pki}/ca.crt") + "a note\n")),
        ("key-mode", "a kubeconfig that others read", n => n.Mode("/etc/kubernetes/admin.conf", 644)),
        ("key-mode", "a certificate that others read", n => n.Mode($"{Pki}/ca.crt", 644)),
        ("kubeconfig-mode", "a key that others read", n => n.Mode($"{Pki}/apiserver.key", 644)),
        ("credential-mode", "a key that others read", n => n.Mode($"{Pki}/apiserver.key", 644)),
        ("credential-mode", "a group that reads", n => StaticTokens(n, 640)),
        ("key-access-list", "a mode that others read", n => n.Mode($"{Pki}/apiserver.key", 644)),
        ("key-group", "root's group", n => n.Mode($"{Pki}/apiserver.key", 640)),
        ("key-group", "the key that has readers", n => OfGroup(n, $"{Pki}/sa.key", 640)),
        ("key-group", "a group without a right", n => OfGroup(n, $"{Pki}/apiserver.key", 610)),
        ("key-group", "a certificate", n => OfGroup(n, $"{Pki}/apiserver.crt", 640)),
        ("file-writable", "everybody reads and runs", n => n.Mode($"{Pki}/ca.crt", 755)),
        ("directory-writable", "everybody enters", n => n.Mode($"{Pki}/etcd", 755)),
        ("stray-key", "a certificate", n => n.Write("/etc/kubernetes/old/apiserver.crt", n.Text($"{Pki}/apiserver.crt"))),
        ("stray-key", "a flag uses it",
            n => { n.Write(
                $"{Pki}/other.key",
                n.Text($"{Pki}/apiserver.key")); n.Flag(ControllerManager, "tls-private-key-file", $"{Pki}/other.key"); }),
        ("stray-key", "an older file of the kubelet's",
            n => n.Write($"{KubeletPki}/kubelet-client-2001-01-01-00-00-00.pem", n.Text($"{KubeletPki}/kubelet-client-current.pem"))),
        ("stray-key", "a backup of kubepki's", n => n.Write("/var/lib/kubepki/backups/1/0000", n.Text($"{Pki}/ca.key"))),
        ("backup-readable", "its owner's alone", n => n.Write("/etc/kubernetes.bak/pki/ca.key", n.Text($"{Pki}/ca.key"))),
        ("backup-readable", "a group reads",
            n => n.Write("/etc/kubernetes.bak/pki/ca.key", n.Text($"{Pki}/ca.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead)),
        ("backup-readable", "a certificate that everybody reads",
            n => n.Write("/etc/kubernetes.bak/pki/ca.crt", n.Text($"{Pki}/ca.crt"), UnixFileMode.UserRead | UnixFileMode.OtherRead)),
        ("stray-manifest", "a hidden file", n => n.Write($"{Manifests}/.etcd.yaml.swp", "x")),
        ("stray-manifest", "a directory", n => Directory.CreateDirectory(n.OnDisk($"{Manifests}/old"))),
        ("stray-manifest", "beside the directory", n => n.Write("/etc/kubernetes/etcd.yaml.bak", "x")),
        ("expired", "the last second", n => n.Now = FirstEnd(n)),
        ("expired", "not valid yet", n => n.Now = n.Now.AddDays(-10)),
        ("expiring", "thirty days and an hour", n => n.Now = FirstEnd(n).AddDays(-30).AddHours(-1)),
        ("expiring", "expired", n => n.Now = n.Now.AddDays(4000)),
        ("not-yet-valid", "the first second",
            n => n.Now = n.State.Items.Where(i => i.Certificate is not null).Max(i => i.Certificate!.NotBefore)),
        ("not-yet-valid", "expired", n => n.Now = n.Now.AddDays(4000)),
        ("ca-expiring", "a year and a day", n => n.Now = FirstEndOfCas(n).AddDays(-366)),
        ("ca-expiring", "a CA that has ended", n => n.Now = LastEndOfCas(n).AddDays(1)),
        ("ca-expiring", "a leaf that ends", n => n.Now = n.Now.AddDays(350)),
        ("outlives-ca", "both end together",
            n => n.Reissue("apiserver", r => r with { NotAfter = n.State.Find("ca")!.Certificate!.NotAfter })),
        ("long-validity", "ten years of 366 days", n => n.Reissue("apiserver", r => r with { NotAfter = r.NotBefore.AddDays(3660) })),
        ("long-validity", "a CA of a hundred years",
            n => Bundle(
                n, $"{Pki}/ca.crt", (Recipe.Authority("CN=kubernetes") with { NotAfter = n.Now.AddYears(100) }).SelfSigned().Certificate)),
        ("key-mismatch", "the key in another form", n => Reform(n, $"{Pki}/apiserver.key")),
        ("chain", "made again", n => n.Reissue("apiserver", r => r)),
        ("chain", "for another use", n => n.Reissue("apiserver", r => r with { Extensions = [Recipe.Usages(Oids.ClientAuth)] })),
        ("read-here", "not critical",
            n => n.Reissue("apiserver", r => r.With(new X509Extension(Oids.AuthorityInformationAccess, [0x30, 0x00], critical: false)))),
        ("read-here", "signed by nobody known", n => n.Reissue("apiserver", r => r, "etcd-ca")),
        ("read-later", "the default left out",
            n => n.Reissue("apiserver", r => r.With(new X509BasicConstraintsExtension(false, false, 0, critical: true)))),
        ("ca-is-leaf", "a leaf that is one", n => n.Put("apiserver", Recipe.Authority("CN=kube-apiserver").SignedBy(n.Authority("ca")))),
        ("usage", "any use",
            n => n.Reissue(
                "apiserver",
                r => r with {
                    Extensions =
                    [
                        .. r.Extensions.Where(e => e.Oid!.Value != Oids.ExtendedKeyUsage), Recipe.Usages(Oids.AnyExtendedKeyUsage),
                    ],
                })),
        ("usage", "no use named",
            n => n.Reissue("etcd-peer", r => r with { Extensions = [.. r.Extensions.Where(e => e.Oid!.Value != Oids.ExtendedKeyUsage)] })),
        ("usage", "a client's", n => n.Reissue("apiserver-etcd-client", r => r with { Extensions = [Recipe.Usages(Oids.ClientAuth)] })),
        ("weak-key", "P-384",
            n => { using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384); n.Put(
                "scheduler.conf", Recipe.Leaf("CN=system:kube-scheduler").SignedBy(n.Authority("ca"), key)); }),
        ("weak-key", "RSA of 2048 bits", n => Rsa(n, 2048)),
        ("weak-signature", "SHA-512", n => n.Reissue("apiserver", r => r with { Hash = HashAlgorithmName.SHA512 })),
        ("serial", "twenty bytes", n => n.Reissue("apiserver", r => r with { Serial = [.. Enumerable.Repeat((byte)0x11, 20)] })),
        ("serial", "one", n => n.Reissue("apiserver", r => r with { Serial = [1] })),
        ("serial-shared", "of two CAs",
            n => { n.Reissue("apiserver", r => r with { Serial = [5] }); n.Reissue("etcd-server", r => r with { Serial = [5] }); }),
        ("key-identifier", "the CA's own",
            n => n.Reissue(
                "apiserver",
                r => r.With(
                    X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
                        n.State.Find("ca")!.Certificate!.SubjectKeyIdentifier!)))),
        ("key-identifier", "another CA signed", n => n.Reissue("apiserver", r => r, "etcd-ca")),
        ("shared-key", "one subject", n => SameSubject(n)),
        ("leaf-is-ca", "it says that it is none",
            n => n.Reissue("apiserver", r => r.With(new X509BasicConstraintsExtension(false, false, 0, critical: true)))),
        ("leaf-is-ca", "it may sign certificates",
            n => n.Reissue(
                "apiserver",
                r => r.With(new X509KeyUsageExtension(
                    X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true)))),
        ("key-usage", "what it needs",
            n => n.Reissue("apiserver", r => r.With(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)))),
        ("not-version-3", "made again", n => n.Reissue("apiserver", r => r)),
        ("server-names", "an address alone",
            n => n.Reissue(
                "apiserver",
                r => (r with {
                    Extensions = [Recipe.Usages(Oids.ServerAuth)],
                }).WithNames(names => names.AddIpAddress(System.Net.IPAddress.Loopback)))),
        ("server-names", "a client without",
            n => n.Reissue("apiserver-etcd-client", r => r with { Extensions = [Recipe.Usages(Oids.ClientAuth)] })),
        ("name-advertised", "another of its addresses", n => n.Flag(ApiServer, "advertise-address", "10.96.0.1")),
        ("name-advertised", "none", n => n.Flag(ApiServer, "advertise-address", null)),
        ("name-service-address", "a smaller network of the same start", n => n.Flag(ApiServer, "service-cluster-ip-range", "10.96.0.0/24")),
        ("name-service-address", "a second network", n => n.Flag(ApiServer, "service-cluster-ip-range", "10.96.0.0/12,fd00::/108")),
        ("name-service-address", "none", n => n.Flag(ApiServer, "service-cluster-ip-range", null)),
        ("name-service", "a domain in quotes",
            n => n.Edit(KubeletConfiguration, "clusterDomain: cluster.local", "clusterDomain: \"cluster.local\"")),
        ("name-node", "a subject that names another", n => n.Reissue("etcd-server", r => r with { Subject = "CN=cp7" })),
        ("name-node", "a client", n => n.Reissue("apiserver-etcd-client", r => r with { Subject = "CN=cp7" })),
        ("name-server", "another port", n => n.Edit("/etc/kubernetes/admin.conf", "192.0.2.11:6443", "192.0.2.11:7443")),
        ("name-server", "another of its names",
            n => n.Edit("/etc/kubernetes/admin.conf", "192.0.2.11:6443", "kubernetes.default.svc:6443")),
        ("server-address", "without a port", n => n.Edit("/etc/kubernetes/admin.conf", "192.0.2.11:6443", "192.0.2.11")),
        ("server-address", "another host", n => n.Edit("/etc/kubernetes/admin.conf", "192.0.2.11:6443", "lb.example.com:6443")),
        ("name-etcd-server", "another of its names", n => n.Flag("etcd", "advertise-client-urls", "https://localhost:2379")),
        ("name-etcd-server", "the address of peers", n => n.Flag("etcd", "initial-advertise-peer-urls", "https://192.0.2.99:2380")),
        ("name-etcd-peer", "another of its names", n => n.Flag("etcd", "initial-advertise-peer-urls", "https://localhost:2380")),
        ("name-etcd-peer", "the address of clients", n => n.Flag("etcd", "advertise-client-urls", "https://192.0.2.99:2379")),
        ("component-name", "an administrator of any name",
            n => n.Reissue("admin.conf", r => r with { Subject = "CN=ann,O=kubeadm:cluster-admins" })),
        ("component-name", "another node's kubelet",
            n => n.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp7,O=system:nodes" })),
        ("client-name", "a server without", n => n.Reissue("apiserver", r => r with { Subject = "O=nobody" })),
        ("node-group", "a group more",
            n => n.Reissue("kubelet-client", r => r with { Subject = "CN=system:node:cp1,O=others,O=system:nodes" })),
        ("node-group", "another client without", n => n.Reissue("scheduler.conf", r => r with { Subject = "CN=system:kube-scheduler" })),
        ("other-node", "no node's name", n => n.Reissue("kubelet-client", r => r with { Subject = "CN=cp7,O=system:nodes" })),
        ("masters", "those that may be", n => n.Reissue("apiserver-kubelet-client", r => r with { Subject = "CN=x,O=system:masters" })),
        ("masters", "another group", n => n.Reissue("scheduler.conf", r => r with { Subject = "CN=system:kube-scheduler,O=system:nodes" })),
        ("admin-split", "super-admin.conf",
            n => n.Reissue("super-admin.conf", r => r with { Subject = "CN=kubernetes-super-admin,O=system:masters" })),
        ("admin-group", "the group that is all-powerful",
            n => n.Reissue("admin.conf", r => r with { Subject = "CN=kubernetes-admin,O=system:masters" })),
        ("admin-group", "a component in another group",
            n => n.Reissue("scheduler.conf", r => r with { Subject = "CN=system:kube-scheduler,O=developers" })),
        ("home-master", "root's own",
            n => n.Reissue("/root/.kube/config", r => r with { Subject = "CN=kubernetes-admin,O=system:masters" })),
        ("proxy-name", "one of several", n => n.Flag(ApiServer, "requestheader-allowed-names", "somebody,front-proxy-client")),
        ("proxy-name", "any", n => n.Flag(ApiServer, "requestheader-allowed-names", null)),
        ("kubeconfig-ca", "one of several",
            n => n.Edit(
                "/etc/kubernetes/admin.conf", Base64(n, $"{Pki}/ca.crt"),
                Convert.ToBase64String([
                    .. File.ReadAllBytes(n.OnDisk($"{Pki}/etcd/ca.crt")), .. File.ReadAllBytes(n.OnDisk($"{Pki}/ca.crt")),
                ]))),
        ("kubeconfig-ca", "its file",
            n => n.Edit(
                "/etc/kubernetes/admin.conf", $"certificate-authority-data: {Base64(n, $"{Pki}/ca.crt")}",
                "certificate-authority: pki/ca.crt")),
        ("component-ca", "a copy",
            n => { n.Write($"{Pki}/copy.crt", n.Text($"{Pki}/ca.crt")); n.Flag(ControllerManager, "root-ca-file", $"{Pki}/copy.crt"); }),
        ("kubelet-ca", "a copy",
            n => { n.Write(
                $"{Pki}/copy.crt", n.Text($"{Pki}/ca.crt")); n.Edit(KubeletConfiguration, $"{Pki}/ca.crt", $"{Pki}/copy.crt"); }),
        ("proxy-ca-shared", "a copy",
            n => { n.Write(
                $"{Pki}/copy.crt",
                n.Text($"{Pki}/front-proxy-ca.crt")); n.Flag(ApiServer, "requestheader-client-ca-file", $"{Pki}/copy.crt"); }),
        ("etcd-ca-shared", "another CA is shared", n => n.Write($"{Pki}/front-proxy-ca.crt", n.Text($"{Pki}/ca.crt"))),
        ("etcd-distrusts-apiserver", "one of several", n => { Bundle(n, $"{Pki}/etcd/ca.crt", n.State.Find("ca")!.Certificate!); }),
        ("etcd-distrusts-apiserver", "another client", n => n.Reissue("etcd-healthcheck-client", r => r, "ca")),
        ("apiserver-distrusts-etcd", "one of several",
            n => { n.Write(
                $"{Pki}/two.crt",
                n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/etcd/ca.crt")); n.Flag(ApiServer, "etcd-cafile", $"{Pki}/two.crt"); }),
        ("connection", "an hour is left", n => n.Reissue("apiserver", r => r with { NotAfter = n.Now.AddHours(1) })),
        ("bundle-expired", "two that are valid", n => Bundle(n, $"{Pki}/ca.crt", n.State.Find("front-proxy-ca")!.Certificate!)),
        ("bundle-expired", "one alone", n => n.Now = n.Now.AddDays(4000)),
        ("several-cas", "a leaf beside it", n => Bundle(n, $"{Pki}/ca.crt", n.State.Find("apiserver")!.Certificate!)),
        ("several-cas", "a leaf of another CA", n => Bundle(n, $"{Pki}/ca.crt", n.State.Find("etcd-server")!.Certificate!)),
        ("several-cas", "a leaf that signed itself",
            n => Bundle(n, $"{Pki}/ca.crt", (Recipe.Leaf("CN=alone") with { NotAfter = n.Now.AddDays(90) }).SelfSigned().Certificate)),
        ("several-cas", "twice the same", n => Bundle(n, $"{Pki}/ca.crt", n.State.Find("ca")!.Certificate!)),
        ("several-cas", "the other has expired",
            n => Bundle(
                n, $"{Pki}/ca.crt",
                (Recipe.Authority("CN=other") with { NotBefore = n.Now.AddDays(-9), NotAfter = n.Now.AddDays(-1) }).SelfSigned(
                    ).Certificate)),
        ("several-cas", "it signed the other",
            n => Bundle(n, $"{Pki}/ca.crt", Recipe.Authority("CN=below").SignedBy(n.Authority("ca")).Certificate)),
        ("several-cas", "renewed with its key",
            n => Bundle(
                n, $"{Pki}/ca.crt",
                Recipe.Authority(n.State.Find("ca")!.Certificate!.Subject.Text).SelfSigned(n.Authority("ca").Key).Certificate)),
        ("several-signers", "another flag's bundle",
            n => { n.Write(
                $"{Pki}/two.crt",
                n.Text($"{Pki}/ca.crt") + n.Text($"{Pki}/front-proxy-ca.crt")); n.Flag(
                    ControllerManager, "root-ca-file", $"{Pki}/two.crt"); }),
        ("token-pair", "another pair does not fit", n => n.Write($"{Pki}/apiserver.key", n.Text($"{Pki}/etcd/peer.key"))),
        ("token-signer", "the private key itself", n => n.Flag(ApiServer, "service-account-key-file", $"{Pki}/sa.key")),
        ("token-signer", "a key more", n => n.Write($"{Pki}/sa.pub", n.Text($"{Pki}/apiserver.crt") + n.Text($"{Pki}/sa.pub"))),
        ("token-flag", "another file", n => n.Flag(ApiServer, "service-account-key-file", $"{Pki}/sa.key")),
        ("token-key-own", "two names of one key", n => n.Flag(ApiServer, "service-account-key-file", $"{Pki}/sa.key")),
        ("token-keys-differ", "twice the same", n => n.Write($"{Pki}/sa.pub", n.Text($"{Pki}/sa.pub") + n.Text($"{Pki}/sa.pub"))),
        ("kubelet-rotation", "the flag says so",
            n => { n.Edit(
                KubeletConfiguration, "rotateCertificates: true",
                "rotateCertificates: false"); n.Write("/etc/default/kubelet", "KUBELET_EXTRA_ARGS=--rotate-certificates=1\n"); }),
        ("kubelet-embedded", "it does not rotate",
            n => { n.Write(
                "/etc/kubernetes/kubelet.conf",
                n.Text("/etc/kubernetes/scheduler.conf")); n.Edit(
                    KubeletConfiguration, "rotateCertificates: true", "rotateCertificates: false"); }),
        ("kubelet-not-current", "an older file",
            n => n.Write($"{KubeletPki}/kubelet-client-2001-01-01-00-00-00.pem", n.Text($"{KubeletPki}/kubelet-client-current.pem"))),
        ("kubelet-not-linked", "a file that is no link's",
            n => n.Write($"{KubeletPki}/kubelet-client-2001-01-01-00-00-00.pem", n.Text($"{KubeletPki}/kubelet-client-current.pem"))),
        ("kubelet-serving-ca", "a CA for the clients of the API server",
            n => n.Flag(ApiServer, "client-ca-file", $"{Pki}/front-proxy-ca.crt")),
        ("kubelet-outdated", "nine tenths of its life", n => n.Now = Share(n, 0.9)),
        ("kubelet-outdated", "over", n => n.Now = Share(n, 1.1)),
        ("kubelet-bootstrap", "a copy of it", n => n.Write("/etc/kubernetes/bootstrap-kubelet.conf.old", "x")),
        ("static-tokens", "an empty flag", n => n.Flag(ApiServer, "token-auth-file", "")),
        ("static-tokens", "passwords", n => n.Flag(ApiServer, "basic-auth-file", $"{Pki}/basic-auth.csv")),
        ("static-passwords", "tokens", n => StaticTokens(n, 600)),
        ("insecure-port", "switched off", n => n.Flag(ApiServer, "insecure-port", "0")),
        ("client-ca", "another file", n => n.Flag(ApiServer, "client-ca-file", $"{Pki}/front-proxy-ca.crt")),
        ("serving-pair", "another file", n => n.Flag(ApiServer, "tls-cert-file", $"{Pki}/etcd/server.crt")),
        ("proxy-names", "another name", n => n.Flag(ApiServer, "requestheader-allowed-names", "somebody")),
        ("proxy-names", "no proxy",
            n => { n.Flag(ApiServer, "requestheader-allowed-names", null); n.Flag(ApiServer, "requestheader-client-ca-file", null); }),
        ("etcd-client-auth", "one of Go's letters", n => n.Flag("etcd", "client-cert-auth", "T")),
        ("etcd-tls", "loopback",
            n => n.Flag(
                "etcd", "listen-client-urls", "http://127.0.0.1:2379,http://localhost:2379,http://[::1]:2379,https://192.0.2.11:2379")),
        ("etcd-tls", "metrics", n => n.Flag("etcd", "listen-metrics-urls", "http://192.0.2.11:2381")),
        ("start-flags", "both of a pair that belongs together",
            n => { n.Flag(ApiServer, "oidc-issuer-url", "https://login.example.com"); n.Flag(ApiServer, "oidc-client-id", "k"); }),
        ("start-flags", "a configuration alone", n => n.Flag(ApiServer, "authentication-config", Configuration(n, ""))),
        ("start-files", "a file that is there",
            n => { n.Write(
                "/etc/kubernetes/policy.yaml",
                "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n"); n.Flag(
                    ApiServer, "audit-policy-file", "/etc/kubernetes/policy.yaml"); }),
        ("authentication-configuration", "one that is right",
            n => n.Flag(ApiServer, "authentication-config", Configuration(n, "jwt: []\n"))),
        ("clock-behind", "a minute", n => n.Now = n.Now.AddMinutes(-1)),
        ("clock-behind", "ahead", n => n.Now = n.Now.AddDays(100)),
    ];

    public static TheoryData<int, string, string> Rows => [.. Near.Select((row, i) => (i, row.Check, row.Name))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_close_does_not_fail_it(int row, string check, string name)
    {
        using var node = new PracticeNode();
        Near[row].Change(node);
        var answer = node.Check(check).Answer;
        Assert.True(answer.Undecided is null, $"{name}: {answer.Undecided}");
        Assert.True(answer.Problems.Count == 0, $"{name}: {string.Join('\n', answer.Problems)}");
    }

    [Fact]
    public void Every_check_has_a_neighbour()
        => Assert.Empty(CheckTable.Checks.Select(c => c.Id).Except(Near.Select(n => n.Check)).Except(Undecided)
            .Except(["file-owner", "home-owner"]));

    [Fact]
    public void Each_of_two_checks_of_owners_is_of_its_own_files()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root can give files away");
        using var node = new PracticeNode();
        Libc.SetOwner(node.OnDisk("/root/.kube/config"), 1234, 0);
        Assert.True(node.Check("file-owner").Passed);
        Libc.SetOwner(node.OnDisk("/root/.kube/config"), 0, 1234);
        Assert.True(node.Check("home-owner").Passed);
        Libc.SetOwner(node.OnDisk($"{Pki}/apiserver.key"), 1234, 0);
        Assert.True(node.Check("home-owner").Passed);
        Assert.False(node.Check("file-owner").Passed);
        Libc.SetOwner(node.OnDisk($"{Pki}/apiserver.key"), 0, 1234);
        Assert.True(node.Check("file-owner").Passed);
    }

    /// <summary>Every bit of a mode by itself, in addition to the owner's.</summary>
    [Theory]
    [InlineData("key-mode", $"{Pki}/apiserver.key", "4 2")]
    [InlineData("key-mode", $"{Pki}/sa.key", "4 2")]
    [InlineData("key-mode", $"{KubeletPki}/kubelet.key", "4 2")]
    [InlineData("kubeconfig-mode", "/etc/kubernetes/admin.conf", "4 2")]
    [InlineData("kubeconfig-mode", "/root/.kube/config", "4 2")]
    [InlineData("credential-mode", $"{Pki}/tokens.csv", "4 2")]
    [InlineData("file-writable", $"{Pki}/ca.crt", "20 2")]
    [InlineData("file-writable", $"{Pki}/apiserver.key", "20 2")]
    [InlineData("file-writable", $"{Manifests}/etcd.yaml", "20 2")]
    [InlineData("directory-writable", $"{Pki}/etcd", "20 2")]
    [InlineData("directory-writable", Pki, "20 2")]
    [InlineData("directory-writable", Manifests, "20 2")]
    [InlineData("backup-readable", "/etc/kubernetes.bak/ca.key", "4 2")]
    [InlineData("key-group", $"{Pki}/apiserver.key", "40 20")]
    [InlineData("key-group", "/etc/kubernetes/admin.conf", "40 20")]
    public void Of_a_modes_bits_these_count(string check, string path, string bits)
    {
        Assert.SkipUnless(Libc.IsRoot, "only root can give files away");
        using var node = new PracticeNode();
        StaticTokens(node, 600);
        node.Write("/etc/kubernetes.bak/ca.key", node.Text($"{Pki}/ca.key"));
        if (check == "key-group")
        {
            Libc.SetOwner(node.OnDisk(path), 0, 1003);
        }

        var own = Directory.Exists(node.OnDisk(path)) ? 700 : 600;
        foreach (var bit in new[] { 40, 20, 10, 4, 2, 1 })
        {
            node.Mode(path, own + bit);
            var failed = node.Check(check).Answer.Problems.Any(p => p.Where == path);
            Assert.True(failed == bits.Split(' ').Contains(bit.ToString(CultureInfo.InvariantCulture)), $"{path} with mode {own + bit}");
        }
    }
}
