using System.Globalization;
using System.Text;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Judge;

namespace KubePki.Cli.Serve;

/// <summary>
/// What is known of a node as metrics, in Prometheus' text format (version 0.0.4, prometheus.io/docs/instrumenting/exposition_formats).
/// Moments are Unix seconds. Names and labels are a contract, like the fields of documents.
/// </summary>
internal static class Metrics
{
    /// <summary>The media type by which a scraper knows the format.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>One sample: labels in order, and the value; null leaves it out.</summary>
    private sealed record Sample((string Name, string Value)[] Labels, long? Value);

    /// <summary>The metrics: all of them gauges.</summary>
    private static readonly (string Name, string Help, Func<NodeLook, IEnumerable<Sample>> Samples)[] Gauges =
    [
        ("kubepki_build_info", "The kubepki that looks; always 1.", _ => [new([("version", VersionCommand.Version)], 1)]),
        ("kubepki_observed_timestamp_seconds", "When the node was looked at.", look => [new([], look.State.ObservedAt.ToUnixTimeSeconds())]),
        ("kubepki_certificate_not_before_timestamp_seconds", "When the certificate's validity begins.", look => look.Verdicts.Select(v => new Sample(Of(v), v.Certificate?.NotBefore.ToUnixTimeSeconds()))),
        ("kubepki_certificate_not_after_timestamp_seconds", "When the certificate's validity ends.", look => look.Verdicts.Select(v => new Sample(Of(v), v.Certificate?.NotAfter.ToUnixTimeSeconds()))),
        ("kubepki_item_state", "Where an item stands: 1 for its state, 0 for the others.", look => look.Verdicts.SelectMany(
            v => Enum.GetValues<Standing>().Select(s => new Sample([.. Of(v), ("state", Documents.State(s))], v.Standing == s ? 1 : 0)))),
        ("kubepki_item_problem", "Whether something is wrong with an item beyond its dates.", look => look.Verdicts.Select(v => new Sample(Of(v), v.Problem is null ? 0 : 1))),
        ("kubepki_findings", "What 'kubepki verify' finds, by severity.", look => Enum.GetValues<Severity>().Select(
            s => new Sample([("severity", VerificationView.Word(s))], look.Verification.Findings.Count(f => f.Severity == s)))),
        ("kubepki_unfinished_transactions", "Transactions that are neither done nor put back: 'kubepki recover' settles them.", look => [new([], look.Unfinished)]),
    ];

    /// <summary>The metrics of a node.</summary>
    public static string Of(NodeLook look)
    {
        var text = new StringBuilder();
        foreach (var (name, help, samples) in Gauges)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach (var (labels, value) in samples(look))
            {
                if (value is { } number)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {number}\n");
                }
            }
        }

        return text.ToString();
    }

    private static (string, string)[] Of(Verdict verdict) => [("name", verdict.Item.Name), ("kind", Documents.Kind(verdict.Item.Entry.Kind)), ("path", verdict.Item.Path)];

    private static string Braced((string Name, string Value)[] labels) => labels.Length == 0 ? "" : $"{{{string.Join(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\""))}}}";

    private static string Escaped(string value) => value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}
