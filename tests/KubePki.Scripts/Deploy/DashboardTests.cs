using System.Text.Json.Nodes;
using Json.Schema;
using KubePki.DocumentTests;

namespace KubePki.Scripts.Deploy;

/// <summary>The dashboard is one that Grafana can load, and every panel of it shows something.</summary>
public sealed class DashboardTests
{
    private static readonly Lazy<JsonSchema> Schema = new(
        () => JsonSchema.FromFile(Path.Combine(Checkout.Root, "tests/KubePki.Scripts/Deploy/dashboard.schema.json")));

    /// <summary>
    /// A real Prometheus runs each query on the metrics of a node with expired certificates. The metrics of the last scheduled run come
    /// from a file, as they do from node_exporter.
    /// </summary>
    [Fact]
    public void Every_query_gives_samples()
    {
        Assert.SkipUnless(Programs.Has("prometheus"), "needs prometheus");
        using var programs = new Programs();
        var folder = Directory.CreateTempSubdirectory("kubepki-dashboard-").FullName;
        try
        {
            var created = Bash.Run(
                "kubepki sandbox create node --age 400d --key-algorithm ecdsa-p256 -q", folder,
                new() { ["PATH"] = $"{programs.Folder}:{Bash.SystemPath}" });
            Assert.Equal(0, created.ExitCode);
            File.WriteAllText(Path.Combine(folder, "kubepki.prom"), """
                kubepki_schedule_last_run_timestamp_seconds 1796083200
                kubepki_schedule_last_run_exit_code 0

                """);
            using var prometheus = new PrometheusServer(
                Path.Combine(programs.Folder, "kubepki"), Path.Combine(folder, "node"), Path.Combine(folder, "kubepki.prom"));
            Assert.Equal(2, prometheus.Count("up == 1"));
            Assert.True(Dashboard.Queries.Count() >= 10);
            Assert.All(Dashboard.Queries, q => Assert.True(prometheus.Count(q.Query) > 0, $"{q.Panel}: no samples: {q.Query}"));
            Assert.All(
                Dashboard.VariableQueries, q => Assert.True(prometheus.Values(q.Selector, q.Label) > 0, $"no values: {q.Selector}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void It_has_the_fields_of_grafanas_schema() => Assert.True(IsValid(Dashboard.Json));

    [Fact]
    public void Another_field_is_refused()
    {
        var changed = Dashboard.Json.DeepClone();
        changed["panels"]![0]!["gridPosition"] = 1;
        Assert.False(IsValid(changed));
    }

    /// <summary>Two panels with one id, or in one place, are a mistake that Grafana repairs in its own way.</summary>
    [Fact]
    public void Panels_do_not_overlap()
    {
        var panels = Dashboard.Json["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(p => (int)p!["id"]!).Distinct().Count());
        var cells = panels.Select(p => p!["gridPos"]!)
            .SelectMany(g => Enumerable.Range((int)g["x"]!, (int)g["w"]!)
                .SelectMany(x => Enumerable.Range((int)g["y"]!, (int)g["h"]!).Select(y => (x, y))))
            .ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
    }

    private static bool IsValid(JsonNode json)
        => Schema.Value.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(json)).IsValid;
}
