using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubePki.Faults.Kit;

namespace KubePki.Faults.Hostile;

/// <summary>A node on which every name that another user may choose is hostile.</summary>
internal static class HostileNode
{
    /// <summary>
    /// Characters that control, reorder, hide or break terminal output, and characters that end a string in an output format.
    /// </summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "esc\u001b[31mred", "osc\u001b]0;title\u0007", "line\nbreak: yes", "back\r over", "tab\there", "null-like\u0001\u001f",
        "c1\u009b31m\u0085", "del\u007f",
        "bidi\u202egnp\u2066x\u2069", "mark\u200f\u061c", "zero\u200bwidth\u200d\u2060\ufeff", "soft\u00adhyphen", "separator\u2028x\u2029",
        "tag\U000e0041\U000e007f",
        "filler\u3164\uffa0", "selector\ufe0f", "private\ue000", "\u0301mark first", "stacked\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
        "quote\"'`<b>&amp;#35;</b>|;$(id)`id`", "back\\slash\\", "literal\\x1b[31mred", "证书 用户", "e\u0301 😀",
    ];

    /// <summary>A name that is valid for a file: no slash, at most 255 bytes.</summary>
    public const string FileName = "dir\u001b[2J\u202e\nx";

    /// <summary>A home directory with a hostile name. It holds a kubeconfig with one user for each hostile name.</summary>
    public static string Home => $"/home/{FileName}";

    /// <summary>Adds the hostile names to a fresh practice node.</summary>
    public static void Plant(string root)
    {
        var pki = $"{root}/etc/kubernetes/pki";
        using var authority = X509Certificate2.CreateFromPem(File.ReadAllText($"{pki}/ca.crt"), File.ReadAllText($"{pki}/ca.key"));
        Reissue(authority, pki, "apiserver", "kube-apiserver\u001b[31m\u202e\n", ["dns\u001b[31m", "a\nb", "tab\t"]);
        Reissue(authority, pki, "apiserver-kubelet-client", "client\r\u2028\u200b", []);
        Kubeconfig(root, $"{root}{Home}/.kube");
        File.AppendAllText($"{root}/etc/passwd", $"esc\u001b[1m:x:1000:1000:\u202e:/srv/ho\u001bme\u202e:/bin/sh\n");
        Directory.CreateDirectory($"{root}/srv/ho\u001bme\u202e/.kube");
        File.WriteAllText($"{root}/srv/ho\u001bme\u202e/.kube/config", "users:\n- name: \"\\e[31m\"\n  user: *nobody\n");
        Edit($"{root}/etc/kubernetes/manifests/kube-scheduler.yaml", "image: ", "image: \"registry.example/\\e[31m\\u202e:v1\\n\" # ");
        Edit(
            $"{root}/etc/kubernetes/manifests/kube-controller-manager.yaml", "- --root-ca-file=",
            "- \"--requestheader-client-ca-file=/etc/kubernetes/pki/\\e[31m\\u202e\\n.crt\"\n    - --root-ca-file=");
        foreach (var place in (string[])["backups", "transactions"])
        {
            Directory.CreateDirectory(
                $"{root}/var/lib/kubepki/{place}/20360101T000000000Z-0000\u001b[31m\n",
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var directory in (string[])["", "/backups", "/transactions"])
        {
            File.SetUnixFileMode(
                $"{root}/var/lib/kubepki{directory}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(
            $"{root}/tokens.csv",
            string.Concat(Names.Where(n => !n.Contains('"') && !n.Contains('\n')).Select((n, i) => $"token{i},{n},uid,\"{n},group\"\n")));
        Edit(
            $"{root}/etc/kubernetes/manifests/kube-apiserver.yaml", "- --tls-cert-file=",
            "- --token-auth-file=/tokens.csv\n    - --tls-cert-file=");
        File.WriteAllText($"{root}/esc\u001b[31m.crt", File.ReadAllText($"{pki}/apiserver.crt"));
    }

    private static void Kubeconfig(string root, string directory)
    {
        var admin = File.ReadAllLines($"{root}/etc/kubernetes/admin.conf");
        string Of(string field) => admin.First(l => l.Contains(field + ":", StringComparison.Ordinal)).Split(": ")[1].Trim();
        var text = new StringBuilder("apiVersion: v1\nkind: Config\nclusters:\n");
        foreach (var name in Names)
        {
            text.Append(
                $"- name: {Quoted(name)}\n  cluster: {{ server: {Quoted("https://" + name)}, certificate-authority-data: "
                    + $"{Of("certificate-authority-data")} }}\n");
        }

        text.Append("users:\n");
        foreach (var name in Names)
        {
            text.Append(
                $"- name: {Quoted(name)}\n  user: {{ client-certificate-data: {Of("client-certificate-data")}, client-key-data: "
                    + $"{Of("client-key-data")} }}\n");
        }

        text.Append("contexts:\n");
        foreach (var name in Names)
        {
            text.Append($"- name: {Quoted(name)}\n  context: {{ cluster: {Quoted(name)}, user: {Quoted(name)} }}\n");
        }

        Directory.CreateDirectory(directory);
        File.WriteAllText($"{directory}/config", text.Append($"current-context: {Quoted(Names[0])}\n").ToString());
    }

    /// <summary>A double-quoted JSON string, which is also valid YAML.</summary>
    private static string Quoted(string name) => $"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.Default)}\"";

    private static void Edit(string file, string old, string now)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(file, text[..at] + now + text[(at + old.Length)..]);
    }

    private static void Reissue(X509Certificate2 authority, string pki, string name, string commonName, IReadOnlyList<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(commonName, "group\u001b[31m\u202e"), key, HashAlgorithmName.SHA256);
        if (names.Count > 0)
        {
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", Sans(names), critical: false));
        }

        var serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(
            authority, authority.NotBefore, authority.NotBefore.AddYears(1), [(byte)(serial[0] & 0x7f | 1), .. serial[1..]]);
        File.WriteAllText($"{pki}/{name}.crt", certificate.ExportCertificatePem() + "\n");
        File.WriteAllText($"{pki}/{name}.key", key.ExportECPrivateKeyPem() + "\n");
    }

    private static X500DistinguishedName Subject(string commonName, string group)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (type, value) in ((string, string)[])[("2.5.4.10", group), ("2.5.4.3", commonName)])
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private static byte[] Sans(IReadOnlyList<string> names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        }

        return writer.Encode();
    }
}
