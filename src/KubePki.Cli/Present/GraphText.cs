using KubePki.Catalogue;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>The trust graph in the languages of drawing programs: Graphviz DOT and Mermaid.</summary>
internal static class GraphText
{
    /// <summary>
    /// Graphviz: CAs as boxes, the items they signed below them, components as ellipses. With an item, only the parts that concern it.
    /// </summary>
    public static IEnumerable<string> Dot(TrustGraph graph, PkiEntry? only = null)
    {
        yield return "digraph trust {";
        yield return "  rankdir=LR; node [fontname=\"sans-serif\", fontsize=11]; edge [fontname=\"sans-serif\", fontsize=9];";
        var (items, signings, connections) = Chosen(graph, only);
        foreach (var item in items)
        {
            var shape = item.Entry.Kind == EntryKind.CertificateAuthority ? "box, style=\"filled,bold\", fillcolor=\"#dbe9ff\"" : "note";
            yield return $"  {Quoted(item.Name)} [shape={shape}, label={Quoted(Label(item))}];";
        }

        foreach (var component in Components(connections))
        {
            yield return $"  {Quoted("component " + component)} [shape=ellipse, style=filled, fillcolor=\"#f2f2f2\", "
                + $"label={Quoted(component)}];";
        }

        foreach (var signing in signings)
        {
            yield return $"  {Quoted(signing.Authority!.Name)} -> {Quoted(signing.Item.Name)} [label=\"signs\"];";
        }

        foreach (var (from, to, label, broken) in Edges(connections))
        {
            yield return $"  {Quoted(from)} -> {Quoted(to)} [style={(broken ? "\"dashed,bold\", color=red" : "dashed")}, "
                + $"label={Quoted(label)}];";
        }

        yield return "}";
    }

    /// <summary>Mermaid, in the dialect of GitHub and many wikis.</summary>
    public static IEnumerable<string> Mermaid(TrustGraph graph, PkiEntry? only = null)
    {
        yield return "flowchart LR";
        var (items, signings, connections) = Chosen(graph, only);
        var ids = items.Select(i => i.Name).Concat(Components(connections).Select(c => "component " + c)).Distinct()
            .Select((name, i) => (name, i))
            .ToDictionary(p => p.name, p => $"n{p.i}", StringComparer.Ordinal);
        foreach (var item in items)
        {
            var label = string.Join("<br>", Label(item).Select(InMermaid));
            yield return item.Entry.Kind == EntryKind.CertificateAuthority
                ? $"  {ids[item.Name]}[[\"{label}\"]]"
                : $"  {ids[item.Name]}[\"{label}\"]";
        }

        foreach (var component in Components(connections))
        {
            yield return $"  {ids["component " + component]}([\"{InMermaid(component)}\"])";
        }

        foreach (var signing in signings)
        {
            yield return $"  {ids[signing.Authority!.Name]} -->|signs| {ids[signing.Item.Name]}";
        }

        foreach (var (from, to, label, broken) in Edges(connections))
        {
            yield return $"  {ids[from]} -.->|\"{InMermaid(broken ? label + " FAILS" : label)}\"| {ids[to]}";
        }
    }

    private static (IReadOnlyList<PkiEntry> Items, IReadOnlyList<Signing> Signings,
        IReadOnlyList<Connection> Connections) Chosen(TrustGraph graph, PkiEntry? only)
    {
        if (only is null)
        {
            return (graph.State.Items, [.. graph.Signings.Where(s => s.Authority is not null)], graph.Connections);
        }

        IReadOnlyList<Connection> connections = [.. graph.Of(only)];
        var items = graph.State.Items.Where(i => i == only || connections.Any(c => c.ClientItem == i || c.ServerItem == i)
            || graph.Signings.Any(s => s.Authority == i
                && (s.Item == only || connections.Any(c => c.ClientItem == s.Item || c.ServerItem == s.Item)))
            || graph.Signings.Any(s => s.Item == i && s.Authority == only)
            || connections.Any(c => c.ClientTrusts?.Authorities.Contains(i) == true || c.ServerTrusts?.Authorities.Contains(i) == true))
                .ToList();
        return (items, [.. graph.Signings.Where(s => s.Authority is not null && items.Contains(s.Authority) && items.Contains(s.Item))],
            connections);
    }

    private static IEnumerable<string> Components(IReadOnlyList<Connection> connections)
        => connections.SelectMany(c => new[] { c.Client, c.Server }).Distinct();

    /// <summary>
    /// The edges from items to their components, and between components. A server's certificate is drawn once, from its server.
    /// </summary>
    private static IEnumerable<(string From, string To, string Label, bool Broken)> Edges(IReadOnlyList<Connection> connections)
        => connections.SelectMany(c => new[]
        {
            c.ClientItem is { } shown
                ? (shown.Name, "component " + c.Client, c.Client == "pods" ? "signs tokens of" : "held by", false)
                : default,
            ("component " + c.Client, "component " + c.Server, "connects to", c.Failure is not null),
            c.ServerItem is { } own ? (own.Name, "component " + c.Server, "held by", false) : default,
        }).Where(e => e.Item1 is not null)
            .Concat(connections.SelectMany(c => Trusted(c.Client, c.ClientTrusts).Concat(Trusted(c.Server, c.ServerTrusts))))
            .Distinct();

    private static IEnumerable<(string From, string To, string Label, bool Broken)> Trusted(string component, TrustSource? trust)
        => (trust?.Authorities ?? []).Select(a => (a.Name, "component " + component, $"trusted by ({trust!.Setting})", false));

    /// <summary>The lines in an item's box.</summary>
    private static string[] Label(PkiEntry item)
        => item.Certificate is { } certificate ? [item.Name, StatusView.Moment(certificate.NotAfter)[..10]] : [item.Name];

    /// <summary>
    /// A quoted DOT string of several lines. In a label, a backslash starts an escape (graphviz.org/docs/attr-types/escString).
    /// </summary>
    private static string Quoted(params string[] lines)
        => $"\"{string.Join("\\n", lines.Select(line => VisibleText.Distinct(line).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)))}\"";

    /// <summary>
    /// Text inside a quoted Mermaid label, which may contain HTML, Markdown and entity codes. Every character that could start one of them
    /// is written as an entity code (mermaid.js.org/syntax/flowchart.html, "Entity codes to escape characters").
    /// </summary>
    private static string InMermaid(string text) => string.Concat(VisibleText.Of(text).Select(
        c => c > '~' || char.IsAsciiLetterOrDigit(c) || " ./-_:,()=@+".Contains(c, StringComparison.Ordinal)
            ? c.ToString()
            : $"#{(int)c};"));
}
