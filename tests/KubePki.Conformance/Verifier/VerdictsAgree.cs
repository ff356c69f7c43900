using System.Text;
using System.Text.Json.Nodes;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Conformance.Verifier;

/// <summary>kubepki's verifier says yes where Go's says yes, and no where Go's says no.</summary>
public sealed class VerdictsAgree
{
    /// <summary>Chains in an ordinary run; KUBEPKI_CHAINS asks for another number, ./reliability for a hundred thousand.</summary>
    private const int Chains = 1500;
    private const int Batch = 1000;

    [Fact]
    public void On_generated_chains()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("KUBEPKI_CHAINS"), out int asked) ? asked : Chains;
        int accepted = 0;
        List<string> disagreements = [], readings = [];
        foreach (int[] seeds in Enumerable.Range(1, count).Chunk(Batch))
        {
            ChainQuestion[] questions = [.. seeds.Select(seed => new ChainMaker(seed).Make())];
            IReadOnlyList<string?> answers = GoVerify.Answers([.. questions.Select(AsJson)]);
            foreach ((ChainQuestion question, string? go) in questions.Zip(answers))
            {
                (string? ours, bool isReadable) = Ours(question);
                accepted += go is null ? 1 : 0;
                if ((ours is null) != (go is null))
                {
                    // Of a damaged certificate one looks at a byte that the other does not.
                    bool isReading = question.Story.Contains("damaged", StringComparison.Ordinal) && (!isReadable || go?.Contains("not readable", StringComparison.Ordinal) == true);
                    (isReading ? readings : disagreements).Add($"{question.Story}\n  Go: {go ?? "yes"}\n  kubepki: {ours ?? "yes"}");
                }
            }
        }

        Counts.Record("verifier", $"generated chains, {GoVerify.Version}", ("cases", count), ("accepted", accepted), ("disagreements", disagreements.Count), ("excepted", readings.Count));
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {count} ({accepted} accepted by Go):\n{string.Join("\n\n", disagreements.Take(15))}");
        Assert.InRange(accepted, count / 20, count / 2);
        Assert.InRange(readings.Count, 0, 1 + (count / 10_000));
    }

    private static string AsJson(ChainQuestion question) => new JsonObject
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
    /// What kubepki has against it, or null, and whether it could read all it has to. As in Go, a root has to be readable, and an
    /// intermediate that is not plays no part.
    /// </summary>
    private static (string? Against, bool IsReadable) Ours(ChainQuestion question)
    {
        Outcome<KubePki.X509.Certificate>[] roots = [.. question.Roots.Select(Read)];
        Outcome<KubePki.X509.Certificate> leaf = Read(question.Leaf);
        if (roots.Append(leaf).FirstOrDefault(c => !c.Succeeded)?.Problem is { } unreadable)
        {
            return (unreadable.ToString(), false);
        }

        string usage = question.Usage switch { "serverAuth" => Oids.ServerAuth, "clientAuth" => Oids.ClientAuth, _ => Oids.AnyExtendedKeyUsage };
        VerificationRequest request = new(
            [.. roots.Select(r => r.Value!)], [.. question.Intermediates.Select(Read).Where(i => i.Succeeded).Select(i => i.Value!)], question.Time, usage, question.Name.Length == 0 ? null : question.Name);
        return (ChainVerifier.Verify(leaf.Value!, request, "leaf")?.ToString(), true);
    }

    private static Outcome<KubePki.X509.Certificate> Read(string pem)
    {
        Outcome<IReadOnlyList<KubePki.X509.Certificate>> read = CertificateReader.ReadAll(Encoding.ASCII.GetBytes(pem), "certificate");
        return read.Succeeded ? read.Value[0] : read.Problem;
    }
}
