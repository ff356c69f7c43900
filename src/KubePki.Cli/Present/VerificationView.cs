using System.Globalization;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>Checks and their findings, as text.</summary>
internal static class VerificationView
{
    /// <summary>The findings, then the undecided checks, then the number of checks.</summary>
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
            foreach (var reason in undecided.GroupBy(r => r.Answer.Undecided!.What(terminal.Language)))
            {
                yield return $"  {reason.Key}{terminal.Language.HeadingEnd}";
                foreach (var line in Table.Wrapped(string.Join(", ", reason.Select(r => r.Check.Id)), (terminal.Width ?? int.MaxValue) - 4))
                {
                    yield return $"    {line}";
                }
            }

            yield return "";
        }

        var (errors, warnings) = (findings.Count(f => f.Severity == Severity.Error), findings.Count(f => f.Severity == Severity.Warning));
        yield return terminal.Say(
            Texts.ChecksSummed, Number(verification.Results.Count), Number(verification.Results.Count(r => r.Passed)),
            Number(undecided.Count), Number(errors), Number(warnings));
        if (findings.Where(f => f.Severity == Severity.Unknown).DistinctBy(f => f.Problem.Where).Count() is > 0 and var unread)
        {
            yield return terminal.Say(Texts.UnreadSummed, terminal.Say(Texts.CountUnread, Number(unread)));
        }

        if (findings.Count == 0)
        {
            yield return terminal.Say(
                live ? Texts.NoFindingsLive : terminal.Suggested.Root.Length > 0 ? Texts.NoFindingsElsewhere : Texts.NoFindings);
        }
    }

    /// <summary>Findings with their hints. The same problem of many files is reported once.</summary>
    public static IEnumerable<Line> Findings(IReadOnlyList<Finding> findings, Terminal terminal)
    {
        var (shown, more) = HomeFindingLimit.Limit(findings, f => f.Home, f => f.Problem);
        foreach (var alike in shown.GroupBy(f => (f.Severity, f.Check, What: f.Problem.What(terminal.Language),
            Hint: f.Problem.OpenHint(terminal.Language))))
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
                yield return $"{mark} {alike.First().Problem.Text(terminal.Language)}{check}";
            }
            else
            {
                // The same problem of many files is reported once.
                yield return $"{mark} {alike.Key.What}{terminal.Language.HeadingEnd}{check}";
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

    /// <summary>The number of further findings in a home directory.</summary>
    public static Line More(string home, int count, Terminal terminal) => terminal.Say(Texts.MoreInHome, Number(count), home);

    public static IEnumerable<Line> ListLines(Terminal terminal)
    {
        var table = new Table(terminal.Say(Texts.Check), terminal.Say(Texts.Gravity), terminal.Say(Texts.WhatIsSo));
        foreach (var check in CheckTable.Checks)
        {
            table.Add(
                [
                    check.Id, terminal.Say(check.Severity == Severity.Error ? Texts.GravityError : Texts.GravityWarning),
                    check.Title.In(terminal.Language),
                ],
                (column, cell) => column != 1 ? cell : check.Severity == Severity.Error ? terminal.Red(cell) : terminal.Yellow(cell));
        }

        return [.. table.Lines(terminal.Width), "", terminal.Say(Texts.ChecksListed, Number(CheckTable.Checks.Count))];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
