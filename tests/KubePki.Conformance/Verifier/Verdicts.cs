using System.Text;
using System.Text.Json.Nodes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Conformance.Verifier;

/// <summary>Asks kubepki and Go the same questions.</summary>
internal static class Verdicts
{
    /// <summary>The question in the format of goverify.</summary>
    public static string AsJson(ChainQuestion question) => new JsonObject
    {
        ["id"] = "",
        ["roots"] = new JsonArray([.. question.Roots.Select(r => JsonValue.Create(r))]),
        ["intermediates"] = new JsonArray([.. question.Intermediates.Select(i => JsonValue.Create(i))]),
        ["leaf"] = question.Leaf,
        ["time"] = question.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ["usage"] = question.Usage,
        ["name"] = question.Name,
    }.ToJsonString();

    /// <summary>
    /// kubepki's complaint or null, and whether it could read all required certificates. As in Go, a root must be readable, and an
    /// unreadable intermediate is ignored.
    /// </summary>
    public static (string? Against, bool IsReadable) Ours(ChainQuestion question, int? kubernetes)
    {
        Outcome<KubePki.X509.Certificate>[] roots = [.. question.Roots.Select(Read)];
        Outcome<KubePki.X509.Certificate> leaf = Read(question.Leaf);
        if (roots.Append(leaf).FirstOrDefault(c => !c.Succeeded)?.Problem is { } unreadable)
        {
            return (unreadable.ToString(), false);
        }

        string usage = question.Usage switch
        {
            "serverAuth" =>
            Oids.ServerAuth,
            "clientAuth" => Oids.ClientAuth,
            _ => Oids.AnyExtendedKeyUsage
        };
        VerificationRequest request = new(
            [.. roots.Select(r => r.Value!)],
            [.. question.Intermediates.Select(Read).Where(i => i.Succeeded).Select(i => i.Value!)], question.Time, usage,
            question.Name.Length == 0 ? null : question.Name)
        {
            Kubernetes = kubernetes,
        };
        return (ChainVerifier.Verify(leaf.Value!, request, "leaf")?.ToString(), true);
    }

    private static Outcome<KubePki.X509.Certificate> Read(string pem)
    {
        Outcome<IReadOnlyList<KubePki.X509.Certificate>> read = CertificateReader.ReadAll(Encoding.ASCII.GetBytes(pem), "certificate");
        return read.Succeeded ? read.Value[0] : read.Problem;
    }
}
