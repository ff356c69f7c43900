using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KubePki.Authentication;
using KubePki.Faults.Kit;
using KubePki.Files;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Faults.Fuzz;

/// <summary>Inputs about a cluster: certificate requests, configurations of every version, tokens, files of static credentials.</summary>
internal static partial class Corpus
{
    public const string TokenFile = "0123456789abcdef,admin,1,\"system:masters,dev\"\nfedcba9876543210,reader,2\n\"quo\"\"ted\",user,3,\n";
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private const string LegacyClaims = """
        {"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"default","kubernetes.io/serviceaccount/secret.name":"default-token-abcde","kubernetes.io/serviceaccount/service-account.name":"default","kubernetes.io/serviceaccount/service-account.uid":"uid-1","sub":"system:serviceaccount:default:default"}
        """;

    private const string BoundClaims = $$$"""
        {"aud":["{{{Issuer}}}"],"exp":1900000000,"iat":1890000000,"nbf":1890000000,"iss":"{{{Issuer}}}","jti":"id","kubernetes.io":{"namespace":"kube-system","serviceaccount":{"name":"coredns","uid":"uid-2"},"pod":{"name":"coredns-1","uid":"uid-3"},"node":{"name":"cp1","uid":"uid-4"}},"sub":"system:serviceaccount:kube-system:coredns"}
        """;

    private static readonly Lazy<FuzzedApiServer> Server = new(MakeServer);

    public static FuzzedApiServer ApiServer => Server.Value;

    public static IEnumerable<byte[]> Claims
        => Encoded(
            LegacyClaims, BoundClaims,
            $$$"""{"aud":"{{{Issuer}}}","exp":1e99,"iss":"{{{Issuer}}}","kubernetes.io":{"namespace":"\ud83d\ude00"}}""");

    public static IEnumerable<byte[]> Credentials =>
    [
        .. Encoded("abcdef.0123456789abcdef", "0123456789abcdef", "admin:secret", "x.y.z", "eyJhbGciOiJub25lIn0.e30."),
        .. Claims.Select(c => Encoding.ASCII.GetBytes(ApiServer.Sign(c))),
        .. Ending("admin.conf").Select(Short), .. Ending("apiserver-kubelet-client.crt"),
    ];

    public static IEnumerable<byte[]> StaticCredentials => Encoded(TokenFile, "password,user,uid,\"group1,group2\"\r\n", "a,b,c");

    public static IEnumerable<byte[]> SigningRequests
    {
        get
        {
            string[] dns = ["kubernetes", "cp1.example.com"];
            IPAddress[] addresses = [IPAddress.Parse("10.96.0.1"), IPAddress.IPv6Loopback];
            foreach (var algorithm in (KeyAlgorithm[])[KeyAlgorithm.EcdsaP256, KeyAlgorithm.Rsa2048])
            {
                using var key = PrivateKey.Create(algorithm);
                yield return SigningRequest.Create(new LeafIdentity("kube-apiserver", [], [Oids.ServerAuth], dns, addresses), key);
                yield return SigningRequest.Create(new LeafIdentity("system:node:cp1", ["system:nodes"], [Oids.ClientAuth], [], []), key);
            }
        }
    }

    public static IEnumerable<byte[]> SigningRequestsDer => SigningRequests.Select(pem => X509.Pem.Read(pem, "").Value!.Blocks[0].Der);

    /// <summary>Every version with all its fields, a ConfigMap, and the configuration of a joining node.</summary>
    public static IEnumerable<byte[]> KubeadmConfigurations
    {
        get
        {
            foreach (var version in ApiVersions.All)
            {
                yield return Encoding.UTF8.GetBytes(ConfigurationWriter.Write(Full(version)));
                yield return Encoding.UTF8.GetBytes(ConfigurationWriter.Write(Full(version) with
                {
                    ExternalEtcd = new ExternalEtcd(["https://10.0.0.9:2379"], "/ca", "/cert", "/key"),
                }));
            }

            var cluster = ConfigurationWriter.Write(Full("v1beta3")).Split("---\n")[1];
            yield return Encoding.UTF8.GetBytes(
                $"kind: ConfigMap\ndata:\n  ClusterConfiguration: |\n    "
                    + $"{cluster.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
            yield return "apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\nnodeRegistration:\n  name: cp2\ncontrolPlane:\n  localAPIEndpoint:\n    advertiseAddress: 10.0.0.2\n"u8.ToArray();
            yield return """{"apiVersion":"kubeadm.k8s.io/v1beta4","kind":"ClusterConfiguration","encryptionAlgorithm":"ECDSA-P256","certificateValidityPeriod":"8760h0m0s","apiServer":{"certSANs":["a.example.com","*.b"]}}"""u8.ToArray();
        }
    }

    private static KubeadmConfiguration Full(string version) => new()
    {
        ApiVersion = version,
        NodeName = "cp1",
        AdvertiseAddress = IPAddress.Parse("10.0.0.1"),
        BindPort = 6443,
        Endpoint = new ControlPlaneEndpoint("api.example.com", 6443),
        KubernetesVersion = "v1.20.2",
        ClusterName = "kubernetes",
        CertificatesDirectory = "/etc/kubernetes/pki",
        ImageRepository = "registry.example.com/k8s",
        EtcdDataDirectory = "/var/lib/etcd",
        ServiceSubnets = [IPNetwork.Parse("10.96.0.0/12"), IPNetwork.Parse("fd00::/108")],
        PodSubnets = [IPNetwork.Parse("10.244.0.0/16")],
        DnsDomain = "cluster.local",
        ApiServerNames = ["10.0.0.1", "api.example.com"],
        EtcdServerNames = ["etcd.example.com"],
        EtcdPeerNames = ["10.0.0.1"],
        KeyAlgorithm = KeyAlgorithm.EcdsaP256,
        CertificateValidity = TimeSpan.FromDays(365),
        AuthorityValidity = TimeSpan.FromDays(3650),
    };

    private static FuzzedApiServer MakeServer()
    {
        using var scratch = new Scratch();
        var node = $"{scratch.Path}/node";
        var now = TimeProvider.System.GetUtcNow();
        PracticeControlPlane.Create(
            node, SandboxSpec.Default with { KubernetesVersion = "v1.18.0", KeyAlgorithm = KeyAlgorithm.EcdsaP256 }, now, () => { });
        File.WriteAllText($"{node}/etc/kubernetes/pki/tokens.csv", TokenFile);
        var manifest = $"{node}/etc/kubernetes/manifests/kube-apiserver.yaml";
        const string program = "    - kube-apiserver\n";
        string[] flags =
        [
            "token-auth-file=/etc/kubernetes/pki/tokens.csv", "basic-auth-file=/etc/kubernetes/pki/tokens.csv",
            "enable-bootstrap-token-auth=true", $"service-account-issuer={Issuer}", "oidc-issuer-url=https://oidc.example.com",
            "oidc-client-id=x",
        ];
        File.WriteAllText(
            manifest,
            File.ReadAllText(manifest)
                .Replace(
                    program, program + string.Concat(flags.Select(f => string.Create(CultureInfo.InvariantCulture, $"    - --{f}\n"))),
                    StringComparison.Ordinal));
        var root = new NodeRoot(node);
        var state = NodeObserver.Observe(root, now);
        var settings = ApiServerSettings.Read(root, state, SurroundingsReader.Read(root, state)).Value!;
        Assert.True(
            settings is
            {
                Tokens.Succeeded: true, Passwords.Succeeded: true, Keys.Count: > 0, Issuers.Count: > 0,
                ClientCa: not null, FlagIssuer: not null, BootstrapTokens: true
            });
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText($"{node}/etc/kubernetes/pki/sa.key"));
        return new FuzzedApiServer(settings, key);
    }

    private static IEnumerable<byte[]> Encoded(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);
}
