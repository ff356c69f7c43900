using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge.Checks;

public sealed partial class NeighbourTests
{
    private static DateTimeOffset FirstEnd(PracticeNode node)
        => node.State.Items.Where(i => i.Certificate is not null).Min(i => i.Certificate!.NotAfter);

    private static DateTimeOffset FirstEndOfCas(PracticeNode node) => Cas(node).Min();

    private static DateTimeOffset LastEndOfCas(PracticeNode node) => Cas(node).Max();

    private static IEnumerable<DateTimeOffset> Cas(PracticeNode node)
        => new[] { "ca", "etcd-ca", "front-proxy-ca" }.Select(name => node.State.Find(name)!.Certificate!.NotAfter);

    private static DateTimeOffset Share(PracticeNode node, double share)
        => node.State.Find("kubelet-client")!.Certificate is var c ? c!.NotBefore + ((c.NotAfter - c.NotBefore) * share) : default;

    private static void Bundle(PracticeNode node, string path, params Certificate[] more)
        => node.Write(path, [.. File.ReadAllBytes(node.OnDisk(path)), .. more.SelectMany(c => c.ToPem())]);

    private static void Reform(PracticeNode node, string path)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(node.Text(path));
        node.Write(path, key.ExportPkcs8PrivateKeyPem());
    }

    private static void SameSubject(PracticeNode node)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(node.Text($"{Pki}/etcd/server.key"));
        node.Put("etcd-peer", Recipe.Leaf("CN=cp1", "cp1", "localhost").SignedBy(node.Authority("etcd-ca"), key));
    }

    private static void Rsa(PracticeNode node, int bits)
    {
        using var rsa = RSA.Create(bits);
        var request = new CertificateRequest("CN=kube-apiserver", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var authority = node.Authority("ca");
        using var made = request.Create(
            new X500DistinguishedName(authority.Certificate.Subject.Der), X509SignatureGenerator.CreateForECDsa(authority.Key),
            node.Now.AddDays(-1), node.Now.AddDays(90), [7]);
        node.Write($"{Pki}/apiserver.crt", Pem.Write("CERTIFICATE", made.RawData));
    }

    private static void OfGroup(PracticeNode node, string path, int mode)
    {
        node.Mode(path, mode);
        if (Libc.IsRoot)
        {
            Libc.SetOwner(node.Root.OnThisMachine(path), 0, 1003);
        }
    }

    private static void StaticTokens(PracticeNode node, int mode)
    {
        node.Write($"{Pki}/tokens.csv", "secret,ann,1,\"a,b\"\n");
        node.Mode($"{Pki}/tokens.csv", mode);
        node.Flag(ApiServer, "token-auth-file", $"{Pki}/tokens.csv");
    }

    private static string Configuration(PracticeNode node, string content)
    {
        node.Write(
            "/etc/kubernetes/authentication.yaml", $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n{content}");
        return "/etc/kubernetes/authentication.yaml";
    }

    private static string Base64(PracticeNode node, string path) => Convert.ToBase64String(File.ReadAllBytes(node.OnDisk(path)));

    private static void Move(PracticeNode node, string from, string to)
    {
        node.Write(to, node.Text(from));
        node.Delete(from);
    }

    private static void Empty(PracticeNode node, string directory)
    {
        Directory.Delete(node.OnDisk(directory), recursive: true);
        Directory.CreateDirectory(node.OnDisk(directory));
    }

    /// <summary>Leaves only the files of a worker: ca.crt, and the kubelet's files.</summary>
    private static void MakeWorker(PracticeNode node)
    {
        Empty(node, Manifests);
        foreach (var file in Directory.GetFiles(node.OnDisk(Pki), "*", SearchOption.AllDirectories))
        {
            if (!file.EndsWith("pki/ca.crt", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }

        foreach (var name in new[] { "admin", "super-admin", "scheduler", "controller-manager" })
        {
            node.Delete($"/etc/kubernetes/{name}.conf");
        }
    }
}
