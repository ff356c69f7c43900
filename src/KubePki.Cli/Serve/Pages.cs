using System.Text;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Report;
using KubePki.Cli.Results;
using KubePki.Judge.Connections;
using KubePki.Localization;

namespace KubePki.Cli.Serve;

/// <summary>The response to a request.</summary>
/// <param name="Status">The HTTP status code.</param>
internal sealed record Answer(int Status, string MediaType, string Body)
{
    public const string PlainText = "text/plain; charset=utf-8";
}

/// <summary>The pages and their paths.</summary>
internal sealed class Pages(NodeWatch watch, string root, Language language)
{
    private static readonly (string Path, string MediaType, Func<Pages, NodeSnapshot, string> Body)[] All =
    [
        ("/", "text/html; charset=utf-8", (pages, look) => pages.Report(look)),
        ("/metrics", Metrics.MediaType, (_, look) => Metrics.Of(look)),
        ("/status.json", "application/json", (pages, look) => Text(StatusDocument.Of(look.State, look.Verification, pages.Language))),
        ("/findings.json", "application/json",
            (pages, look)
                => Text(FindingsDocument.Of(look.State, look.Verification, look.Verification.Findings, live: false, pages.Language))),
    ];

    /// <summary>The path of the health check. It answers as long as the server runs, regardless of the state of the node.</summary>
    private const string Health = "/healthz";

    /// <summary>All paths, for the response to an unknown path.</summary>
    public static IEnumerable<string> Paths => All.Select(page => page.Path).Append(Health);

    private Language Language => language;

    /// <summary>The response to a GET of a path. If the node cannot be read, it is a 503 with the reason.</summary>
    public async Task<Answer> AtAsync(string path)
    {
        if (path == Health)
        {
            return new Answer(200, Answer.PlainText, "ok\n");
        }

        var page = Array.Find(All, p => p.Path == path);
        if (page.Path is null)
        {
            return new Answer(404, Answer.PlainText, string.Join('\n', Paths) + "\n");
        }

        var look = await watch.LookAsync();
        return look.Succeeded ? new Answer(200, page.MediaType, page.Body(this, look.Value))
            : new Answer(503, Answer.PlainText, $"{look.Problem.Text(language)}\n{look.Problem.Hint(language)}\n");
    }

    private string Report(NodeSnapshot look)
        => new ReportPage([ReportNode.Of(root, look, language)], look.Within, language).Html();

    private static string Text(Document document) => DocumentWriter.Text(document, OutputFormat.Json) + "\n";
}
