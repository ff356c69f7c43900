using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace KubePki.Scripts.Deploy;

/// <summary>A real Prometheus that scrapes a real <c>kubepki serve</c>, and a file of metrics, as node_exporter would serve it.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-prometheus-").FullName;
    private readonly List<Process> _running = [];
    private readonly HttpListener _textFile = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly string _address = $"127.0.0.1:{FreePort()}";

    public PrometheusServer(string kubepki, string root, string metricsFile)
    {
        var (serve, file) = ($"127.0.0.1:{FreePort()}", $"127.0.0.1:{FreePort()}");
        _textFile.Prefixes.Add($"http://{file}/");
        _textFile.Start();
        _ = Task.Run(() => Answer(metricsFile));
        File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), $$"""
            global: {scrape_interval: 1s}
            scrape_configs:
              - {job_name: kubepki, static_configs: [{targets: ["{{serve}}"]}]}
              - {job_name: node, static_configs: [{targets: ["{{file}}"]}]}
            """);
        Start(kubepki, "serve", "--quiet", "--root", root, "--listen", serve);
        Start(
            "prometheus", $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data",
            $"--web.listen-address={_address}", "--log.level=error");
        var waited = Stopwatch.StartNew();
        while (Count("up == 1") < 2 && waited.Elapsed < Limit)
        {
            Thread.Sleep(200);
        }
    }

    /// <summary>The number of samples that a query gives; −1 if there is no answer yet. Fails with Prometheus's error.</summary>
    public int Count(string query) => Ask($"query?query={Uri.EscapeDataString(query)}")?["data"]!["result"]!.AsArray().Count ?? -1;

    /// <summary>The values of a label in the series of a selector.</summary>
    public int Values(string selector, string label)
        => Ask($"label/{label}/values?match[]={Uri.EscapeDataString(selector)}")?["data"]!.AsArray().Count ?? -1;

    public void Dispose()
    {
        foreach (var process in _running)
        {
            process.Kill();
            process.WaitForExit(Limit);
            process.Dispose();
        }

        _textFile.Close();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonNode? Ask(string path)
    {
        try
        {
            using var response = _client.GetAsync(new Uri($"http://{_address}/api/v1/{path}")).GetAwaiter().GetResult();
            var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{path}\n{text}");
            return response.IsSuccessStatusCode ? JsonNode.Parse(text) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private void Start(string program, params string[] arguments)
        => _running.Add(Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException(program));

    private void Answer(string file)
    {
        try
        {
            while (true)
            {
                var context = _textFile.GetContext();
                context.Response.ContentType = "text/plain; version=0.0.4";
                context.Response.Close(File.ReadAllBytes(file), willBlock: true);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The server was closed.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
