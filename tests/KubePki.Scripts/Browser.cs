using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace KubePki.Scripts;

/// <summary>
/// A real headless Chromium, controlled over its DevTools protocol. It has its own profile, which is removed afterwards, and
/// records every request.
/// </summary>
internal sealed class Browser : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _requests = [];
    private readonly List<string> _complaints = [];
    private int _number;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>URLs of all requests of the page.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>The browser's console messages about problems.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Path of Chromium, or null.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Select(directory => $"{directory}/chromium").FirstOrDefault(File.Exists);

    public static async Task<Browser> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("kubepki-browser-").FullName;
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0",
            $"--user-data-dir={profile}",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var browser = new Browser(Process.Start(start)!, profile);
        try
        {
            await browser.ConnectAsync().ConfigureAwait(false);
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    private async Task ConnectAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(limit.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("Chromium ended before it listened");
        }
        while (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal));
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync(
            new Uri($"http://{new Uri(line["DevTools listening on ".Length..]).Authority}/json/list"), limit.Token)
            .ConfigureAwait(false))!.AsArray();
        await _socket.ConnectAsync(
            new Uri(pages.First(p => (string)p!["type"]! == "page")!["webSocketDebuggerUrl"]!.GetValue<string>()), limit.Token)
            .ConfigureAwait(false);
        foreach (var domain in new[] { "Page", "Network", "Log", "Runtime" })
        {
            await AskAsync($"{domain}.enable", []).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a page in a window of that size, with a light or dark color scheme, for screen or print.</summary>
    public async Task OpenAsync(string file, int width, int height, string scheme = "light", string media = "screen")
    {
        await AskAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 })
            .ConfigureAwait(false);
        await AskAsync(
            "Emulation.setEmulatedMedia",
            new JsonObject
            {
                ["media"] = media,
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
            })
            .ConfigureAwait(false);
        await AskAsync("Page.navigate", new JsonObject { ["url"] = $"file://{file}" }).ConfigureAwait(false);
        for (var waited = Stopwatch.StartNew(); await EvaluateAsync("document.readyState") != "complete"
            || await EvaluateAsync("location.protocol") != "file:";)
        {
            Assert.True(waited.Elapsed < Limit, "the page does not load");
            await Task.Delay(50).ConfigureAwait(false);
        }
    }

    /// <summary>The value of an expression, as text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        var result = await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})" }).ConfigureAwait(false);
        return result["result"]!["value"]!.GetValue<string>();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        using var limit = new CancellationTokenSource(Limit);
        var id = ++_number;
        var question = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(question.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token)
            .ConfigureAwait(false);
        while (true)
        {
            var message = JsonNode.Parse(await ReceiveAsync(limit.Token).ConfigureAwait(false))!;
            if (message["id"]?.GetValue<int>() == id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message.ToJsonString()}");
            }

            switch ((string?)message["method"])
            {
                case "Network.requestWillBeSent":
                    _requests.Add(message["params"]!["request"]!["url"]!.GetValue<string>());
                    break;
                case "Log.entryAdded" or "Runtime.exceptionThrown":
                    _complaints.Add(message["params"]!.ToJsonString());
                    break;
            }
        }
    }

    private async Task<string> ReceiveAsync(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[65536];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
