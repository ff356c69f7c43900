using System.Globalization;
using System.Text;
using KubePki.Catalogue;
using KubePki.Cli.Commands;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Schedule;
using KubePki.X509;

namespace KubePki.Cli.Serve;

/// <summary>
/// The facts about a node as metrics, in Prometheus' text format (version 0.0.4, prometheus.io/docs/instrumenting/exposition_formats).
/// Times are Unix seconds. The metrics of certificates have the names and labels of x509-certificate-exporter (v4), so that its dashboards
/// and alerts keep working; the others are kubepki's own. Names and labels are a contract, like the fields of documents.
/// </summary>
internal static class Metrics
{
    /// <summary>The media type of the format.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>
    /// The maximum number of items with series of their own, about eleven each. The node's own items come first: files in users' home
    /// directories must not flood a monitoring system.
    /// </summary>
    private const int MostItems = 500;

    /// <summary>One sample: its labels in order, and its value. A sample with a null value is skipped.</summary>
    private sealed record Sample((string Name, string Value)[] Labels, long? Value);

    /// <summary>The metrics: all of them gauges.</summary>
    private static readonly (string Name, string Help, Func<NodeSnapshot, IEnumerable<Sample>> Samples)[] Gauges =
    [
        ("kubepki_build_info", "The kubepki that looks; always 1.", _ => [new([("version", VersionCommand.Version)], 1)]),
        ("kubepki_observed_timestamp_seconds", "When the node was looked at.",
            look => [new([], look.State.ObservedAt.ToUnixTimeSeconds())]),
        ("x509_cert_not_before", "When the certificate's validity begins.",
            look => Certificates(look, certificate => certificate.NotBefore.ToUnixTimeSeconds())),
        ("x509_cert_not_after", "When the certificate's validity ends.",
            look => Certificates(look, certificate => certificate.NotAfter.ToUnixTimeSeconds())),
        ("x509_cert_expired", "Whether it has ended.",
            look => Certificates(look, certificate => certificate.NotAfter < look.State.ObservedAt ? 1 : 0)),
        ("x509_cert_error", "Whether a file could not be read or understood.",
            look => Shown(look).Select(v => new Sample(Place(v), v.Status is EntryStatus.Unreadable or EntryStatus.Unknown ? 1 : 0))),
        ("kubepki_item_state", "Where an item stands: 1 for its state, 0 for the others.", look => Shown(look).SelectMany(
            v => Enum.GetValues<EntryStatus>().Select(s => new Sample([.. Of(v), ("state", Words.State(s))], v.Status == s ? 1 : 0)))),
        ("kubepki_item_problem", "Whether something is wrong with an item beyond its dates.",
            look => Shown(look).Select(v => new Sample(Of(v), v.Problem is null ? 0 : 1))),
        ("kubepki_items_left_out", "Items that have no series of their own, because there are too many.",
            look => [new([], look.Verdicts.Count - Shown(look).Count())]),
        ("kubepki_findings", "What 'kubepki verify' finds, by severity.", look => Enum.GetValues<Severity>().Select(
            s => new Sample([("severity", Words.Of(s))], look.Verification.Findings.Count(f => f.Severity == s)))),
        ("kubepki_unfinished_transactions", "Transactions that are neither done nor put back: 'kubepki recover' settles them.",
            look => [new([], look.Unfinished)]),
    ];

    /// <summary>The metrics of the last scheduled run, which are only in its file.</summary>
    private static readonly (string Name, string Help, Func<LastRun, long?> Value)[] OfRuns =
    [
        ("kubepki_schedule_last_run_timestamp_seconds", "When the last scheduled run ended.", run => run.At.ToUnixTimeSeconds()),
        ("kubepki_schedule_last_run_exit_code", "Its exit code: 0 done, 1 failed, 3 findings, 4 half-way.", run => run.ExitCode),
        ("kubepki_schedule_last_run_duration_seconds", "How long it took.", run => (long)run.Duration.TotalSeconds),
        ("kubepki_schedule_last_run_renewed_items", "How many items it renewed.", run => run.Renewed),
        ("kubepki_schedule_last_success_timestamp_seconds", "When the last scheduled run with exit code 0 ended.",
            run => run.SucceededAt?.ToUnixTimeSeconds()),
    ];

    /// <summary>The metrics of a node.</summary>
    public static string Of(NodeSnapshot look) => Text(Gauges.Select(g => (g.Name, g.Help, g.Samples(look))));

    /// <summary>The metrics of a scheduled run, and of the node after it; <paramref name="look"/> is null if it cannot be read.</summary>
    public static string Of(NodeSnapshot? look, LastRun run)
        => (look is null ? "" : Of(look)) + Text(OfRuns.Select(g => (g.Name, g.Help, (IEnumerable<Sample>)[new([], g.Value(run))])));

    private static string Text(IEnumerable<(string Name, string Help, IEnumerable<Sample> Samples)> gauges)
    {
        var text = new StringBuilder();
        foreach (var (name, help, samples) in gauges)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach (var (labels, value) in samples)
            {
                if (value is { } number)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {number}\n");
                }
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Verdict> Shown(NodeSnapshot look) => look.Verdicts.OrderBy(v => v.Item.IsInHome).Take(MostItems);

    private static IEnumerable<Sample> Certificates(NodeSnapshot look, Func<Certificate, long> value)
        => Shown(look).Where(v => v.Certificate is not null)
            .Select(v => new Sample([.. Identity(v.Certificate!), .. Place(v)], value(v.Certificate!)));

    private static (string, string)[] Identity(Certificate certificate) =>
    [
        ("serial_number", certificate.Serial.ToString(CultureInfo.InvariantCulture)),
        .. Named("subject", certificate.Subject),
        .. Named("issuer", certificate.Issuer),
    ];

    /// <summary>The parts of a name that kubeadm sets. Of several organizations only the first, as in the exporter.</summary>
    private static IEnumerable<(string, string)> Named(string whose, DistinguishedName name)
    {
        if (name.CommonName is { } common)
        {
            yield return ($"{whose}_CN", common);
        }

        if (name.Organizations is [var first, ..])
        {
            yield return ($"{whose}_O", first);
        }
    }

    private static (string, string)[] Place(Verdict verdict) =>
    [
        ("filename", Path.GetFileName(verdict.Item.Path)),
        ("filepath", verdict.Item.Path),
        .. verdict.Item is { Entry.Kind: EntryKind.Kubeconfig, UserName: { } user }
            ? [("embedded_kind", "user"), ("embedded_key", user)]
            : Array.Empty<(string, string)>(),
        ("name", verdict.Item.Name),
    ];

    private static (string, string)[] Of(Verdict verdict)
        => [("name", verdict.Item.Name), ("kind", Words.Kind(verdict.Item.Entry.Kind)), ("path", verdict.Item.Path)];

    private static string Braced((string Name, string Value)[] labels)
        => labels.Length == 0 ? "" : $"{{{string.Join(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\""))}}}";

    /// <summary>
    /// Escapes a label value. Of all control characters, the format can escape only a line feed. All control characters therefore become
    /// visible characters, different ones for different names.
    /// </summary>
    private static string Escaped(string value)
        => VisibleText.Distinct(value).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
