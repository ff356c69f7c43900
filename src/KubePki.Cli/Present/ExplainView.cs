using KubePki.Catalogue;
using KubePki.Explain;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>The trust graph as a tree, and an item's story as text.</summary>
internal static class ExplainView
{
    /// <summary>
    /// The line width of prose if the terminal's width is unknown. Tables in a file may be any width, but prose is for reading.
    /// </summary>
    private const int UnknownWidth = 80;

    /// <summary>The maximum line width of prose: longer lines are hard to read, however wide the terminal.</summary>
    private const int WidestProse = 100;

    /// <summary>What each CA signed and who uses it; then the connections and until when they hold.</summary>
    public static IEnumerable<Line> Tree(TrustGraph graph, Terminal terminal)
    {
        var rows = Rows(graph, terminal).ToList();
        var widest = rows.Max(r => DisplayWidth.Of(r.Name));
        foreach (var (name, left, verdict, users) in rows)
        {
            if (verdict is null)
            {
                yield return name;
                continue;
            }

            var facts = $"{(verdict.ShareLeft is { } share ? StatusView.Bar(share) : ""),12}  {left,5}";
            Line start = $"{DisplayWidth.Pad(name, widest)}  {StatusView.Paint(terminal, verdict, facts)}  ";
            yield return start
                + (terminal.Width is { } width ? Table.Shortened(users, Math.Max(8, width - widest - facts.Length - 4)) : users);
        }

        yield return "";
        yield return terminal.Bold(terminal.Say(Texts.Connections));
        var table = new Table(
            terminal.Say(Texts.Connects), terminal.Say(Texts.ShowsWhat), terminal.Say(Texts.SeesWhat),
            terminal.Say(Texts.HoldsUntil))
        { Optional = [2] };
        foreach (var c in graph.Connections)
        {
            table.Add(
                [$"{c.Client} → {c.Server}", c.ClientItem?.Name ?? "-", c.ServerItem?.Name ?? "-", Until(c, terminal)],
                (
                    column,
                    cell) => column != 3
                        ? cell
                        : c.State == ConnectionState.Fails
                            ? terminal.Red(cell)
                            : c.State == ConnectionState.Unknown ? terminal.Yellow(cell) : cell);
        }

        foreach (var line in table.Lines(terminal.Width))
        {
            yield return line;
        }

        var (broken, more) = HomeFindingLimit.Limit(
            graph.Connections.Where(c => c.Failure is not null), c => graph.State.HomeOf(c.ClientItem?.Path ?? ""), c => c.Failure);
        foreach (var c in broken)
        {
            yield return "";
            var head = VisibleText.Of($"{c.Client} → {c.Server}:");
            foreach (var line in Table.Hanging($"{head} {c.Failure!.Text(terminal.Language)}", WidthOf(terminal), ""))
            {
                yield return line.StartsWith(head, StringComparison.Ordinal) ? terminal.Red(head) + line[head.Length..] : line;
            }

            foreach (var line in Table.Hanging(terminal.Say(Texts.SoThat, c.Breaks.In(terminal.Language)), WidthOf(terminal), "  "))
            {
                yield return line;
            }
        }

        foreach (var (home, count) in more)
        {
            yield return "";
            yield return VerificationView.More(home, count, terminal);
        }

        foreach (var reason in graph.Connections.Where(c => c.State == ConnectionState.Unknown)
            .GroupBy(c => c.UnknownReason!.Text(terminal.Language), c => $"{c.Client} → {c.Server}"))
        {
            yield return "";
            foreach (var line in Table.Hanging(
                $"{terminal.Say(Texts.NotKnown)}: {string.Join(", ", reason.Distinct())}: {reason.Key}", WidthOf(terminal), "  "))
            {
                yield return line;
            }
        }

        yield return "";
        foreach (var line in Table.Wrapped(terminal.Say(Texts.PodsNeedNone), WidthOf(terminal)))
        {
            yield return line;
        }

        yield return terminal.Say(Texts.MoreAboutOne);
    }

    /// <summary>The explanation of one item.</summary>
    public static IEnumerable<Line> Story(TrustGraph graph, PkiEntry item, Terminal terminal)
    {
        var verdict = EntryJudge.Judge(graph.State, item, EntryJudge.DefaultWithin);
        yield return terminal.Bold(item.Name)
            + (verdict.ShareLeft is { } share
                ? "  " + StatusView.Paint(terminal, verdict, $"{StatusView.Bar(share)} {StatusView.Left(verdict.TimeLeft)}")
                : "");
        foreach (var part in EntryExplanation.Of(graph, item, terminal.Language))
        {
            yield return "";
            yield return terminal.Bold(part.Heading);
            foreach (var sentence in part.Sentences)
            {
                foreach (var line in Table.Hanging(sentence, Math.Min(WidthOf(terminal), WidestProse), "  "))
                {
                    yield return line;
                }
            }
        }
    }

    private static string Until(Connection c, Terminal terminal) => c.State switch
    {
        ConnectionState.Fails => terminal.Say(Texts.DoesNotHold),
        ConnectionState.Unknown => terminal.Say(Texts.NotKnown),
        _ => StatusView.Moment(c.ExpiresAt).Split(' ')[0],
    };

    private static IEnumerable<(string Name, string Left, Verdict? Verdict, string Users)> Rows(TrustGraph graph, Terminal terminal)
    {
        (string, string, Verdict?, string) Row(string branch, PkiEntry item)
        {
            var verdict = EntryJudge.Judge(graph.State, item, EntryJudge.DefaultWithin);
            var left = verdict.Certificate is null
                ? verdict.Problem is null ? "" : StatusView.State(verdict.Status, terminal)
                : StatusView.Left(verdict.TimeLeft);
            return (branch + item.Name, left, verdict, Users(graph, item));
        }

        foreach (var authority in graph.State.Items.Where(i => i.Entry.Kind == EntryKind.CertificateAuthority))
        {
            yield return Row("", authority);
            var signed = graph.SignedBy(authority).ToList();
            for (var i = 0; i < signed.Count; i++)
            {
                yield return Row(i == signed.Count - 1 ? "└─ " : "├─ ", signed[i]);
            }
        }

        var others = graph.State.Items.Where(i => i.Entry.Kind != EntryKind.CertificateAuthority && graph.SigningOf(i)?.Authority is null)
            .ToList();
        var unread = others.Where(i => i.Certificate is null && i.Problem?.Is(FileMessages.Unreadable) == true).ToList();
        foreach (var (heading, items) in new[] {
            (Texts.NoAuthorityHere, others.Except(unread).ToList()), (Texts.AuthorityUnknown, unread),
        }.Where(g => g.Item2.Count > 0))
        {
            yield return (terminal.Say(heading), "", null, "");
            for (var i = 0; i < items.Count; i++)
            {
                yield return Row(i == items.Count - 1 ? "└─ " : "├─ ", items[i]);
            }
        }
    }

    private static int WidthOf(Terminal terminal) => Math.Max(20, terminal.Width ?? UnknownWidth);

    private static string Users(TrustGraph graph, PkiEntry item)
        => string.Join("; ", graph.Connections.Where(c => c.ClientItem == item).Select(c => $"{c.Client} → {c.Server}").Distinct()
            .Concat(graph.Connections.Where(c => c.ServerItem == item).GroupBy(c => c.Server)
            .Select(g => $"{g.Key} ← {string.Join(", ", g.Select(c => c.Client).Distinct())}")));
}
