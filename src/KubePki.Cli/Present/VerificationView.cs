using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>Checks and what they found, for people and as documents.</summary>
internal static class VerificationView
{
    /// <summary>The findings, then what could not be decided, then how many checks there were.</summary>
    public static IEnumerable<Line> Lines(Verification verification, IReadOnlyList<Finding> findings, bool live, Terminal terminal)
    {
        foreach (var line in Findings(findings, terminal))
        {
            yield return line;
        }

        if (findings.Count > 0)
        {
            yield return "";
        }

        var undecided = verification.Results.Where(r => r.Answer.Undecided is not null).ToList();
        if (undecided.Count > 0)
        {
            yield return terminal.Bold(terminal.Say(Texts.NotDecided));
            foreach (var reason in undecided.GroupBy(r => r.Answer.Undecided!.What(terminal.Tongue)))
            {
                yield return $"  {reason.Key}:";
                foreach (var line in Table.Wrapped(string.Join(", ", reason.Select(r => r.Check.Id)), (terminal.Width ?? int.MaxValue) - 4))
                {
                    yield return $"    {line}";
                }
            }

            yield return "";
        }

        var (errors, warnings) = (findings.Count(f => f.Severity == Severity.Error), findings.Count(f => f.Severity == Severity.Warning));
        yield return terminal.Say(Texts.ChecksSummed, Number(verification.Results.Count), Number(verification.Results.Count(r => r.Passed)), Number(undecided.Count), Number(errors), Number(warnings));
        if (findings.Where(f => f.Severity == Severity.Unknown).DistinctBy(f => f.Problem.Where).Count() is > 0 and var unread)
        {
            yield return terminal.Say(Texts.UnreadSummed, terminal.Say(Texts.CountUnread, Number(unread)));
        }

        if (findings.Count == 0)
        {
            yield return terminal.Say(live ? Texts.NoFindingsLive : terminal.Suggested.Root.Length > 0 ? Texts.NoFindingsElsewhere : Texts.NoFindings);
        }
    }

    /// <summary>Findings with their remedies; what is wrong with many files in the same way is reported once.</summary>
    public static IEnumerable<Line> Findings(IReadOnlyList<Finding> findings, Terminal terminal)
    {
        var (shown, more) = HomeBound.Few(findings, f => f.Home, f => f.Problem);
        foreach (var alike in shown.GroupBy(f => (f.Severity, f.Check, What: f.Problem.What(terminal.Tongue), Hint: f.Problem.OpenHint(terminal.Tongue))))
        {
            var mark = alike.Key.Severity switch
            {
                Severity.Error => terminal.Red(terminal.Say(Texts.ErrorMark)),
                Severity.Warning => terminal.Yellow(terminal.Say(Texts.WarningMark)),
                _ => terminal.Yellow(terminal.Say(Texts.UnknownMark)),
            };
            var check = alike.Key.Check is { } id ? terminal.Dim($"  [{id}]") : (Line)"";
            if (alike.Count() == 1)
            {
                yield return $"{mark} {alike.First().Problem.Text(terminal.Tongue)}{check}";
            }
            else
            {
                // What is wrong with many files in the same way is told once.
                yield return $"{mark} {alike.Key.What}:{check}";
                foreach (var finding in alike)
                {
                    yield return "           " + finding.Problem.Where;
                }
            }

            if (alike.Key.Hint.Length > 0)
            {
                yield return terminal.Dim("         " + terminal.Hint(alike.Select(f => f.Problem)));
            }
        }

        foreach (var (home, count) in more)
        {
            yield return More(home, count, terminal);
        }
    }

    /// <summary>How many more there are of a home.</summary>
    public static Line More(string home, int count, Terminal terminal) => terminal.Say(Texts.MoreInHome, Number(count), home);

    /// <summary>Findings as documents have them: all of them.</summary>
    public static JsonArray Findings(IEnumerable<Finding> findings, Tongue tongue) => Documents.Array(findings.Select(f =>
    {
        var node = (JsonObject)Documents.Problem(f.Problem, tongue);
        node["severity"] = Word(f.Severity);
        node["check"] = f.Check;
        return (JsonNode)node;
    }));

    public static JsonObject Document(NodeState state, Verification verification, IReadOnlyList<Finding> findings, bool live, Tongue tongue)
    {
        var document = Documents.Of("Findings");
        document["observedAt"] = Documents.Time(state.ObservedAt);
        document["live"] = live;
        document["findings"] = Findings(findings, tongue);
        document["checks"] = Documents.Array(verification.Results.Select(r =>
        {
            var node = new JsonObject { ["id"] = r.Check.Id, ["result"] = r.Answer.Problems.Count > 0 ? "failed" : r.Answer.Undecided is not null ? "undecided" : r.Passed ? "passed" : "unknown" };
            if (r.Answer.Undecided is { } reason)
            {
                node["reason"] = reason.What(tongue);
            }

            return (JsonNode)node;
        }));
        return document;
    }

    /// <summary>The table of checks as a document.</summary>
    public static JsonObject List(Tongue tongue)
    {
        var document = Documents.Of("Checks");
        document["checks"] = Documents.Array(CheckTable.Checks.Select(c => (JsonNode)new JsonObject
        {
            ["id"] = c.Id,
            ["area"] = CheckBook.AreaOf(c.Area).In(tongue),
            ["severity"] = Word(c.Severity),
            ["title"] = c.Title.In(tongue),
            ["why"] = c.Why.In(tongue),
        }));
        return document;
    }

    public static IEnumerable<Line> ListLines(Terminal terminal)
    {
        var table = new Table(terminal.Say(Texts.Check), terminal.Say(Texts.Gravity), terminal.Say(Texts.WhatIsSo));
        foreach (var check in CheckTable.Checks)
        {
            table.Add(
                [check.Id, terminal.Say(check.Severity == Severity.Error ? Texts.GravityError : Texts.GravityWarning), check.Title.In(terminal.Tongue)],
                (column, cell) => column != 1 ? cell : check.Severity == Severity.Error ? terminal.Red(cell) : terminal.Yellow(cell));
        }

        return [.. table.Lines(terminal.Width), "", terminal.Say(Texts.ChecksListed, Number(CheckTable.Checks.Count))];
    }

    /// <summary>A severity as documents and metrics name it.</summary>
    public static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "unknown",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
