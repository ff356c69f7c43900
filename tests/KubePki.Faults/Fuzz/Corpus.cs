using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Activate.Runtime;
using KubePki.Activate.Wire;
using KubePki.Apply;
using KubePki.Faults.Kit;
using KubePki.Files;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Faults.Fuzz;

/// <summary>Seeds: the files of a practice control plane that was renewed once, and kinds of keys that it does not have.</summary>
internal static partial class Corpus
{
    /// <summary>Most test vectors to use (certificates with one defect each), if the vectors are available.</summary>
    private const int MostVectors = 400;

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Files = new(Make);
    private static readonly Lazy<IReadOnlyList<byte[]>> Keys = new(MakeKeys);

    public static IEnumerable<byte[]> CertificatePem => Ending(".crt").Concat(Ending(".pem")).Concat(Vectors.Value.Take(20));

    public static IEnumerable<byte[]> CertificateDer
        => Ending(".crt").Concat(Vectors.Value).SelectMany(pem => X509.Pem.Read(pem, "").Value?.Blocks ?? [])
            .Where(b => b.Label == X509.Pem.CertificateLabel)
            .Select(b => b.Der);

    public static IEnumerable<byte[]> KeyPem => Ending(".key").Take(2).Concat(Keys.Value);

    public static IEnumerable<byte[]> KeyDer => KeyPem.SelectMany(pem => X509.Pem.Read(pem, "").Value!.Blocks).Select(b => b.Der);

    public static IEnumerable<byte[]> PublicKeyPem => Ending("sa.pub").Concat(Ending("ca.crt"));

    public static IEnumerable<byte[]> Pem => CertificatePem.Take(4).Concat(KeyPem).Concat(PublicKeyPem);

    /// <summary>One unchanged kubeconfig and shortened ones, which parse faster: long values are cut, but every field is kept.</summary>
    public static IEnumerable<byte[]> Kubeconfigs
        => Ending(".conf").Select(Short).Append(Ending("admin.conf").First())
            .Append(
                Encoding.UTF8.GetBytes(
                    """{"kind":"Config","users":[{"name":"a","user":{"client-certificate-data":"YQ==","client-key-data":"YQ=="}}],"""
                        + "\"clusters\":[]}"));

    public static IEnumerable<byte[]> Manifests
        => Files.Value.Where(f => f.Key.Contains("/manifests/", StringComparison.Ordinal)).Select(f => f.Value).Append("""
        kind: Pod
        metadata: {name: etcd, namespace: kube-system, annotations: {a: b}}
        spec:
          containers:
          - command: [etcd, --cert-file=/pki/server.crt, --client-cert-auth]
            args: ["--data-dir", "/data"]
            image: example.com/etcd:3.5.0
            name: etcd
            volumeMounts: [{mountPath: /pki, name: certs, readOnly: true}]
          hostNetwork: true
          volumes:
          - {hostPath: {path: /etc/kubernetes/pki/etcd, type: DirectoryOrCreate}, name: certs}
        """u8.ToArray()).Append("""
        kind: Pod
        spec:
          containers:
          - name: kube-apiserver
            image: x
            env:
            [
                {name: A, value: aa},
                {name: B, value: $(A)$(A)},
                {name: C, value: $(B)$(B)},
                {name: D, valueFrom: {fieldRef: {fieldPath: status.hostIP}}},
            ]
            command: [/bin/sh, -c, "exec kube-apiserver --a=$C --b=$(D) >>/log"]
            args: [--c=$(C)$(C), $$(A), $(D)]
        """u8.ToArray());

    public static IEnumerable<byte[]> KubeletConfigurations => Ending("kubelet/config.yaml");

    public static IEnumerable<byte[]> KubeletFlags
        => Ending(".env").Append("KUBELET_EXTRA_ARGS='--cert-dir /x --rotate-certificates=true'\n"u8.ToArray());

    public static IEnumerable<byte[]> Journals => Ending("/journal");

    /// <summary>The entries of a journal without their checksums.</summary>
    public static IEnumerable<byte[]> JournalLines
        => Journals.SelectMany(j => Encoding.UTF8.GetString(j).Split('\n')).Where(l => l.Length > 17)
            .Select(l => Encoding.UTF8.GetBytes(l[17..]));

    public static IEnumerable<byte[]> BackupManifests => Ending("/manifest.json");

    public static IReadOnlyList<Certificate> Authorities { get; } =
    [
        .. Ending("/ca.crt").Select(pem => CertificateReader.ReadAll(pem, "").Value![0]),
    ];

    public static IEnumerable<byte[]> CriMessages =>
    [
        new ProtobufWriter().Text(1, "0.1.0").Text(2, "containerd").Text(3, "1.6").Text(4, "v1").ToArray(),
        new ProtobufWriter().Message(
            1,
            new ProtobufWriter().Text(1, "id").Message(2, new ProtobufWriter().Text(1, "etcd").Text(2, "uid").Number(4, 1))
                .Number(4, 1_700_000_000_000_000_000)
                .Map(6, new Dictionary<string, string> { ["kubernetes.io/config.source"] = "file" }))
            .ToArray(),
        new ProtobufWriter().Message(
            1,
            new ProtobufWriter().Text(1, "id").Message(2, new ProtobufWriter().Text(1, "etcd").Number(2, 3)).Number(3, 2)
                .Number(4, 1_700_000_000_000_000_000)
                .Number(5, 1)
                .Number(6, 2)
                .Number(7, -1)
                .Text(10, "Error")
                .Text(15, "/var/log/x"))
            .ToArray(),
    ];

    private static Lazy<IReadOnlyList<byte[]>> Vectors { get; } = new(() =>
    {
        using var scratch = new Scratch();
        return TestVectors.Unpack(scratch.Path, "zlint-testdata") is { } files
            ? [.. files.Take(MostVectors).Select(File.ReadAllBytes)]
            : [];
    });

    private static byte[] Short(byte[] yaml) => Encoding.UTF8.GetBytes(LongValue().Replace(Encoding.UTF8.GetString(yaml), "$1"));

    [GeneratedRegex("([A-Za-z0-9+/]{40})[A-Za-z0-9+/]+=*")]
    private static partial Regex LongValue();

    private static IEnumerable<byte[]> Ending(string end)
        => Files.Value.Where(f => f.Key.EndsWith(end, StringComparison.Ordinal)).Select(f => f.Value);

    private static SortedDictionary<string, byte[]> Make()
    {
        using var scratch = new Scratch();
        var node = $"{scratch.Path}/node";
        PracticeControlPlane.Create(
            node, SandboxSpec.Default with { Age = TimeSpan.FromDays(360), KeyAlgorithm = KeyAlgorithm.EcdsaP256 },
            TimeProvider.System.GetUtcNow(), () => { });
        var transactions = new Transactions(new NodeRoot(node), TimeProvider.System, ["/etc/kubernetes/manifests"]);
        Assert.True(transactions.Run(
            new TransactionRequest(
                "renew", "admin.conf", "{}"u8.ToArray(),
                [new PutFile("/etc/kubernetes/admin.conf", File.ReadAllBytes($"{node}/etc/kubernetes/admin.conf"))]),
            _ => null).Succeeded);
        Assert.True(transactions.Undo(null, force: true).Succeeded);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(node, "*", SearchOption.AllDirectories)
            .Where(f => new FileInfo(f).LinkTarget is null))
        {
            files[file[node.Length..]] = File.ReadAllBytes(file);
        }

        return files;
    }

    private static IReadOnlyList<byte[]> MakeKeys()
    {
        using var rsa = RSA.Create(1024);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return
        [
            X509.Pem.Write("RSA PRIVATE KEY", rsa.ExportRSAPrivateKey()), X509.Pem.Write("PRIVATE KEY", rsa.ExportPkcs8PrivateKey()),
            X509.Pem.Write("EC PRIVATE KEY", p384.ExportECPrivateKey()), X509.Pem.Write("PRIVATE KEY", p384.ExportPkcs8PrivateKey()),
            X509.Pem.Write(
                "ENCRYPTED PRIVATE KEY",
                p384.ExportEncryptedPkcs8PrivateKey("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1))),
        ];
    }
}
