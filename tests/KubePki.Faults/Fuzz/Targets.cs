using System.Security.Cryptography;
using System.Text;
using KubePki.Activate.Runtime;
using KubePki.Activate.Wire;
using KubePki.Apply;
using KubePki.Fleet;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Faults.Fuzz;

/// <summary>A parser of foreign input.</summary>
/// <param name="Seeds">Valid inputs to start from.</param>
/// <param name="Parse">Reads one input to the end and asserts the parser's guarantees on the result.</param>
internal sealed record Target(string Name, Func<IEnumerable<byte[]>> Seeds, Action<byte[]> Parse)
{
    /// <summary>Exceptions by which the parser refuses an input; none for a parser that returns an <c>Outcome</c>.</summary>
    public IReadOnlyList<Type> Promised { get; init; } = [];

    /// <summary>Words of the parser's language, for the mutator.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];
}

/// <summary>Every parser. To add a parser, add a row.</summary>
internal static class Targets
{
    private const string Where = "input";
    private static readonly string[] KeyLabels = ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"];
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<byte[]> PemWords = Words(
        "-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n", "-----BEGIN ", "-----END ", "-----", "\r\n",
        "Proc-Type: 4,ENCRYPTED\n", "EC PARAMETERS", "PRIVATE KEY", "====", "\n\n");
    private static readonly IReadOnlyList<byte[]> YamlWords = Words(
        "&a ", "*a", "|\n", ">-\n  ", "? ", "- ", ": ", "\n---\n", "\n...\n", "{", "}", "[", "]", "!!binary ", "!!map ", "%YAML 1.1\n",
        "<<: ", "\"", "'", "\\u0000", "\t", "#", "null", "~", "\ufeff", "client-key-data: ", "users:\n", "- name: a\n  user:\n");
    private static readonly IReadOnlyList<byte[]> JsonWords = Words(
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1e999", "\\u0000", "\\ud800", "99999999999999999999",
        "\"0001-01-01T00:00:00Z\"");

    private static readonly IReadOnlyList<byte[]> InventoryWords =
    [
        .. YamlWords,
        .. Words(
            "[masters]\n", ":children]\n", ":vars]\n", "[0:9999]", "[01:03]", "[a:z]", "[0:9:2]", " ansible_host=", "hosts:\n",
            "children:\n", "vars:\n", "all", "nodes:\n", "="),
    ];

    private static readonly IReadOnlyList<byte[]> ConfigurationWords =
    [
        .. YamlWords, .. ApiVersions.All.Select(v => Encoding.UTF8.GetBytes($"apiVersion: kubeadm.k8s.io/{v}\n")),
        .. Words(
            "kind: ClusterConfiguration\n", "kind: InitConfiguration\n", "kind: JoinConfiguration\n", "kind: MasterConfiguration\n",
            "kind: ConfigMap\n", "certSANs:\n", "10.0.0.0/8", "fd00::/108", ",", "8760h", "[::1]:6443", "controlPlane: ", "external:\n"),
    ];

    private static readonly IReadOnlyList<byte[]> ServiceWords = Words(
        "[Service]\n", "ExecStart=", "Environment=", "EnvironmentFile=-/", "$A ", "${A}", "$(A)", "$(", "`", "\"", "'", "\\\n", "#", ";",
        " kubelet ", "sh -c ", ">>", "2>&1", "ETCD_CERT_FILE=", "A=${B}${B}\n", "B=${A}${A}\n", "\0");

    /// <summary>Tags, lengths and identifiers of DER.</summary>
    private static readonly IReadOnlyList<byte[]> DerWords =
    [
        [0x30, 0x80], [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], [0x02, 0x00], [0x03, 0x02, 0x07, 0x80], [0x05, 0x00], [0x17, 0x0d],
        [0x18, 0x0f], [0x01, 0x01, 0xff], [0xa3, 0x82], [0x82, 0x00], [0x87, 0x04],
        [0x06, 0x03, 0x55, 0x1d, 0x11], [0x06, 0x03, 0x55, 0x1d, 0x1e], [0x06, 0x03, 0x55, 0x1d, 0x13], [0x06, 0x03, 0x55, 0x1d, 0x0f],
        [0x06, 0x03, 0x55, 0x1d, 0x25], [0x06, 0x03, 0x55, 0x1d, 0x23],
    ];

    public static readonly IReadOnlyList<Target> All =
    [
        new("pem", () => Corpus.Pem, Pem) { Words = PemWords },
        new(
            "certificate", () => Corpus.CertificateDer,
            bytes => Certificate(CertificateReader.Read(bytes, Where).Value)) { Words = DerWords },
        new(
            "certificate-pem", () => Corpus.CertificatePem,
            bytes => CertificateReader.ReadAll(bytes, Where).Value?.ToList().ForEach(Certificate)) { Words = PemWords },
        new(
            "private-key", () => Corpus.KeyDer,
            bytes => Array.ForEach(KeyLabels, label => Key(X509.Pem.Write(label, bytes)))) { Words = DerWords },
        new("private-key-pem", () => Corpus.KeyPem, Key) { Words = PemWords },
        new("public-key", () => Corpus.PublicKeyPem, bytes => PublicKeyFile.Read(bytes, Where)) { Words = PemWords },
        new(
            "signing-request", () => Corpus.SigningRequestsDer,
            bytes => ClusterTargets.SigningRequest(X509.Pem.Write("CERTIFICATE REQUEST", bytes))) { Words = DerWords },
        new(
            "signing-request-pem", () => Corpus.SigningRequests,
            ClusterTargets.SigningRequest) {
                Words = Words(
                    "-----BEGIN CERTIFICATE REQUEST-----\n", "\n-----END CERTIFICATE REQUEST-----\n", "NEW ", "-----", "\r\n", "====",
                    "\n\n"),
            },
        new("kubeadm-configuration", () => Corpus.KubeadmConfigurations, ClusterTargets.Configuration) { Words = ConfigurationWords },
        new(
            "credential", () => Corpus.Credentials,
            ClusterTargets.Credential) {
                Words = Words(".", ":", "eyJ", "=", "-", "_", "\n", "abcdef.0123456789abcdef", "users:", "clusters:", "-----BEGIN "),
            },
        new("token-claims", () => Corpus.Claims, ClusterTargets.Claims) { Words = JsonWords },
        new(
            "static-credentials", () => Corpus.StaticCredentials,
            ClusterTargets.StaticCredentials) { Words = Words(",", "\"", "\"\"", "\r\n", "\n", "\r", "#", " ") },
        new("authentication-configuration", () => Corpus.AuthenticationConfigurations, ClusterTargets.AuthenticationConfiguration)
        {
            Words =
            [
                .. YamlWords,
                .. Words(
                    "kind: AuthenticationConfiguration\n", "apiVersion: apiserver.config.k8s.io/v1\n", "jwt:\n- issuer:\n",
                    "url: https://", "audiences: [", "claimMappings:", "claim: ", "expression: ", "prefix: ", "anonymous: {enabled: true}",
                    "certificateAuthority: |\n", "-----BEGIN CERTIFICATE-----"),
            ],
        },
        new("systemd-unit", () => Corpus.Units, ServiceTargets.Unit) { Words = ServiceWords },
        new("environment-file", () => Corpus.EnvironmentFiles, ServiceTargets.EnvironmentFile) { Words = ServiceWords },
        new("shell-script", () => Corpus.Scripts, ServiceTargets.Script) { Words = ServiceWords },
        new("access-list", () => Corpus.AccessLists, ServiceTargets.AccessList),
        new("node-list", () => Corpus.NodeLists, bytes => Activate.Probe.ControlPlaneNodes.Read(bytes, Where)) { Words = JsonWords },
        new("agent-answer", () => Corpus.AgentMessages.Concat(Corpus.Answers), FleetTargets.Answer) { Words = JsonWords },
        new("ssh-diagnostics",
            () => Texts("ssh: connect to host cp1 port 22: Connection refused\r\n", "[sudo] password: \n\nSorry, try again.\n"),
            bytes => Insist(SshDiagnostics.LastWord(Encoding.UTF8.GetString(bytes)) is null or { Length: < 1000 })),
        new("inventory", () => Corpus.Inventories, FleetTargets.Inventory) { Words = InventoryWords },
        new("agent-message", () => Corpus.AgentMessages, FleetTargets.Message) { Words = JsonWords },
        new("fleet-journal", () => Corpus.FleetJournals, bytes => FleetJournal.Read(Encoding.UTF8.GetString(bytes))) { Words = JsonWords },
        new("kubeconfig", () => Corpus.Kubeconfigs, Kubeconfig) { Words = YamlWords },
        new("static-pod", () => Corpus.Manifests, bytes => StaticPod.Read(bytes, Where)) { Words = YamlWords },
        new(
            "kubelet-configuration", () => Corpus.KubeletConfigurations,
            bytes => KubeletConfiguration.Read(bytes, Where)) { Words = YamlWords },
        new(
            "kubelet-flags", () => Corpus.KubeletFlags,
            bytes => KubeletFlags.Read(bytes)) {
                Words = Words("--", "=", "\"", "'", " ", "\\\n", "KUBELET_EXTRA_ARGS=", "--cert-dir", "#"),
            },
        new("journal", () => Corpus.Journals.Concat(Corpus.JournalLines), Journals) { Words = JsonWords },
        new("backup-manifest", () => Corpus.BackupManifests, bytes => BackupStore.Parse(bytes)) { Words = JsonWords },
        new(
            "validity", () => Texts("10y", "90d", "8760h", "2036-01-01", "30m", "1s"),
            bytes => Validity.Parse(Encoding.UTF8.GetString(bytes)).Value?.ExpiryFrom(Now)),
        new(
            "kubernetes-version", () => Texts("v1.34.0", "1.20", "v1.8.0-alpha.1+abc"),
            bytes => KubernetesVersion.Minor(Encoding.UTF8.GetString(bytes))),
        new(
            "container-log",
            () => Texts(
                "2026-11-24T07:31:02.123456789Z stdout F text\n",
                "{\"log\":\"text\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-24T07:31:02Z\"}\n", "2026-11-24T07:31:02Z stderr P part\n"),
            bytes => LogLines.Read(bytes, 50)) { Words = JsonWords },
        new(
            "docker-log-stream", () => [[1, 0, 0, 0, 0, 0, 0, 3, .. "a b"u8], [2, 0, 0, 0, 0, 0, 0, 1, (byte)'\n']],
            DockerLog) { Promised = [typeof(InvalidDataException)] },
        new(
            "docker-json",
            () => Texts(
                """[{"Id":"a","Names":["/k8s_x"],"Created":1,"State":"running","Labels":{"a":"b"}}]""",
                """
                {"Created":"2026-11-24T07:31:02Z","LogPath":"/x","Config":{"Tty":false},"State":{
                "Status":"running","StartedAt":"2026-11-24T07:31:02Z","FinishedAt":"0001-01-01T00:00:00Z","ExitCode":0}}
                """),
            Docker) { Words = JsonWords },
        new("cri-message", () => Corpus.CriMessages, Cri) { Promised = [typeof(InvalidDataException)] },
    ];

    public static Target Named(string name) => All.Single(t => t.Name == name);

    private static void Pem(byte[] bytes)
    {
        // A block that is read and written again reads the same.
        foreach (var block in X509.Pem.Read(bytes, Where).Value?.Blocks ?? [])
        {
            var again = X509.Pem.Read(X509.Pem.Write("X", block.Der), Where).Value!.Blocks.Single();
            Insist(again.Der.AsSpan().SequenceEqual(block.Der));
        }

        X509.Pem.Damage(bytes, Where);
    }

    private static void Certificate(Certificate? certificate)
    {
        if (certificate is null)
        {
            return;
        }

        Insist(CertificateReader.ReadAll(certificate.ToPem(), Where).Value is [var again] && again.Equals(certificate));
        foreach (var name in (string[])["kubernetes", "10.96.0.1", "*.example.com", "a.example.com"])
        {
            ChainVerifier.Verify(
                certificate, new VerificationRequest([certificate, .. Corpus.Authorities], [certificate], Now, Oids.ServerAuth, name),
                Where);
        }
    }

    private static void Key(byte[] pem)
    {
        using var key = PrivateKey.Read(pem, Where).Value;
        Insist(key is null || key.PublicKey.Length > 0);
    }

    private static void Kubeconfig(byte[] bytes)
    {
        var read = Kubernetes.Kubeconfig.Read(bytes, Where).Value;
        _ = read?.CurrentUserProblem;
        foreach (var user in read?.Users.Take(3) ?? [])
        {
            // An edit is refused, or its result reads back with the new credentials and everything else unchanged.
            if (read!.WithCredentials(user.Name, "new certificate"u8.ToArray(), "new key"u8.ToArray()).Value is { } edited)
            {
                var again = Edited(read, edited);
                Insist(again.Users.FirstOrDefault(u => u.Name == user.Name) is { CertificateData: { } c, KeyData: { } k }
                    && c.AsSpan().SequenceEqual("new certificate"u8)
                    && k.AsSpan().SequenceEqual("new key"u8));
            }
        }

        foreach (var cluster in read?.Clusters.Take(2) ?? [])
        {
            if (read!.WithAuthorities(cluster.Name, "new authority"u8.ToArray()).Value is { } edited)
            {
                Insist(Edited(read, edited).Clusters.FirstOrDefault(c => c.Name == cluster.Name)?.CertificateAuthorityData.AsSpan()
                    .SequenceEqual("new authority"u8) == true);
            }
        }
    }

    private static Kubeconfig Edited(Kubeconfig before, byte[] edited)
    {
        var again = Kubernetes.Kubeconfig.Read(edited, Where).Value;
        Insist(again is not null && again.Users.Count == before.Users.Count && again.Clusters.Count == before.Clusters.Count
            && again.CurrentContext == before.CurrentContext);
        return again!;
    }

    private static void Journals(byte[] bytes)
    {
        Journal.Read(bytes);

        // The same bytes behind a valid checksum: an attacker can produce them, damage on a disk cannot.
        Journal.Read([.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]), (byte)' ', .. bytes, (byte)'\n']);
    }

    private static void DockerLog(byte[] bytes)
    {
        DockerStream.Read(bytes, terminal: true);
        DockerStream.Read(bytes, terminal: false);
    }

    private static void Docker(byte[] bytes)
    {
        // Other containers do not belong to a static pod and are skipped.
        foreach (var listed in (JsonBody.TryRead(bytes, DockerJson.Default.DockerListedArray)
            ?? []).Where(l => l is { Id: not null, Labels: not null }))
        {
            DockerListing.Sandbox(listed);
        }

        if (JsonBody.TryRead(bytes, DockerJson.Default.DockerInspected) is { } inspected)
        {
            DockerListing.Container(new DockerListed("a", ["/b"], 1, "running", []), inspected);
        }
    }

    private static void Cri(byte[] bytes)
    {
        var message = ProtobufMessage.Read(bytes);
        foreach (var read in (Action<ProtobufMessage>[])[
            m => CriWire.Version(m), m => CriWire.StaticPodSandboxes(m), m => CriWire.ContainerIds(m), m => CriWire.ContainerStatus(m, "a"),
        ])
        {
            try
            {
                read(message);
            }
            catch (InvalidDataException)
            {
                // The message is of another kind.
            }
        }
    }

    internal static void Insist(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("what was read is not what stood there");
        }
    }

    private static IReadOnlyList<byte[]> Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => Words(texts);
}
