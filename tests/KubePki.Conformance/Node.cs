using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>The root of a control-plane node on disk, and the two programs that manage it.</summary>
internal sealed partial record Node(string Variant, string Root)
{
    public string Kubernetes => Path.Combine(Root, "etc/kubernetes");

    public string File(string relative) => Path.Combine(Kubernetes, relative);

    public byte[] Bytes(string relative) => System.IO.File.ReadAllBytes(File(relative));

    public Ended KubePki(params string[] arguments) => Programs.Run(Peers.KubePki, [.. arguments, "--root", Root]);

    public Ended Kubeadm(params string[] arguments) =>
        Programs.Run(Peers.Kubeadm, ["--rootfs", Root, .. arguments, "--config", "/cluster.yaml"]);

    public Ended KubePkiRenewsAll(params string[] arguments) => KubePki(["renew", "all", "--yes", "--activate", "never", .. arguments]);

    public Ended KubeadmRenewsAll() => Kubeadm("certs", "renew", "all").Expect();

    /// <summary>kubepki's own report. With findings (exit code 3) the document is printed too.</summary>
    public Dictionary<string, JsonElement> Status()
    {
        Ended status = KubePki("status", "-o", "json").Expect(0, 3);
        using JsonDocument document = JsonDocument.Parse(status.Output);
        Assert.Equal("Status", document.RootElement.GetProperty("kind").GetString());
        return document.RootElement.GetProperty("items").EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.Clone());
    }

    /// <summary>
    /// kubeadm's report. With <paramref name="whole"/> false, the report may stop after the leaf certificates, as it does with two CAs in a
    /// file.
    /// </summary>
    public KubeadmTable Expirations(bool whole = true) =>
        KubeadmTable.Parse(Kubeadm("certs", "check-expiration").Expect(whole ? [0] : [0, 1]).Output);

    /// <summary>Paths of all regular files below etc/kubernetes, relative to it, in order.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Kubernetes, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Kubernetes, path))
            .Order(StringComparer.Ordinal)];

    /// <summary>The certificates of a file as PEM: the file itself, or the ones that a kubeconfig embeds or names for its user.</summary>
    public string CertificatePem(string relative) => IsKubeconfig(relative)
        ? OfUser(relative, "client-certificate")
        : System.IO.File.ReadAllText(File(relative));

    /// <summary>The private key that belongs to <see cref="CertificatePem"/>, as PEM.</summary>
    public string KeyPem(string relative) => IsKubeconfig(relative)
        ? OfUser(relative, "client-key")
        : System.IO.File.ReadAllText(File(Path.ChangeExtension(relative, ".key")));

    /// <summary>Decodes one base64 field of a kubeconfig; empty if the kubeconfig has no such field.</summary>
    public string Embedded(string relative, string field) =>
        Field(relative, field) is { } value ? Encoding.ASCII.GetString(Convert.FromBase64String(value)) : "";

    public static bool IsKubeconfig(string relative) => relative.EndsWith(".conf", StringComparison.Ordinal);

    private string OfUser(string relative, string field) => Field(relative, field) is { } path
        ? System.IO.File.ReadAllText(OnThisMachine(path))
        : Embedded(relative, field + "-data");

    /// <summary>The path on this machine of a path on the node, following an absolute link (the kubelet's) below this root.</summary>
    private string OnThisMachine(string path)
    {
        string place = Root + path;
        return new FileInfo(place).LinkTarget is { } target
            ? Path.Combine(Path.GetDirectoryName(place)!, target.StartsWith('/') ? Root + target : target)
            : place;
    }

    private string? Field(string relative, string field)
    {
        Match match = Regex.Match(System.IO.File.ReadAllText(File(relative)), $@"^\s*{field}:\s*""?([^\s""]+)", RegexOptions.Multiline);
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>The labels of the PEM blocks of a text, in order: kubeadm and kubepki must agree on them.</summary>
    public static IReadOnlyList<string> PemTypes(string text) => [.. PemHeader().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^-----BEGIN ([A-Z0-9 ]+)-----", RegexOptions.Multiline)]
    private static partial Regex PemHeader();
}
