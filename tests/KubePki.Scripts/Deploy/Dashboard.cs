using System.Text.Json.Nodes;
using KubePki.DocumentTests;

namespace KubePki.Scripts.Deploy;

/// <summary>The Grafana dashboard in deploy/grafana.</summary>
internal static class Dashboard
{
    public static readonly JsonNode Json
        = JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "deploy/grafana/kubepki.json")))!;

    /// <summary>The queries of all panels, with the panel's title, as Grafana sends them if all jobs and nodes are selected.</summary>
    public static IEnumerable<(string Panel, string Query)> Queries => Json["panels"]!.AsArray()
        .SelectMany(p => p!["targets"]!.AsArray().Select(t => ((string)p["title"]!, Filled((string)t!["expr"]!))));

    /// <summary>The arguments of label_values in the queries of the variables: a series selector and a label.</summary>
    public static IEnumerable<(string Selector, string Label)> VariableQueries => Json["templating"]!["list"]!.AsArray()
        .Where(v => (string)v!["type"]! == "query")
        .Select(v => Filled((string)v!["query"]!["query"]!))
        .Select(q => q["label_values(".Length..^1])
        .Select(q => (q[..q.LastIndexOf(',')], q[(q.LastIndexOf(',') + 1)..].Trim()));

    /// <summary>With the allValue of the variables in their places. Prometheus refuses other variables.</summary>
    private static string Filled(string query) => query.Replace("$job", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal);
}
