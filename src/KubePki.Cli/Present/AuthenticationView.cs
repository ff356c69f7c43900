using KubePki.Authentication;
using KubePki.Localization;

namespace KubePki.Cli.Present;

/// <summary>How the API server handles a credential, as text.</summary>
internal static class AuthenticationView
{
    public static IEnumerable<Line> Lines(AuthenticationReport report, Terminal terminal)
    {
        foreach (var line in Down(report.KeepsServerDown, terminal))
        {
            yield return line;
        }

        yield return report.Verdict switch
        {
            AuthenticationVerdict.Accepted => terminal.Green(terminal.Say(Texts.LetIn, report.Identity!.UserName)),
            AuthenticationVerdict.Refused => terminal.Red(terminal.Say(Texts.TurnedAway)),
            AuthenticationVerdict.Anonymous => terminal.Yellow(terminal.Say(Texts.IsAnonymous)),
            _ => terminal.Yellow(terminal.Say(Texts.ClusterDecides)),
        };
        if (report.Identity is { } identity)
        {
            if (report.Verdict == AuthenticationVerdict.Undecided)
            {
                yield return terminal.Say(Texts.WouldBe);
            }

            foreach (var line in Lines(identity, report.Verdict, terminal))
            {
                yield return "  " + line;
            }
        }

        yield return "";
        yield return terminal.Bold(terminal.Say(Texts.AskedInOrder));
        var words = report.Steps.Select(s => (Step: s, Name: s.Name.In(terminal.Language), Word: Word(s.Outcome, terminal))).ToList();
        var (names, width) = (words.Max(w => DisplayWidth.Of(w.Name)), words.Max(w => DisplayWidth.Of(w.Word)));
        foreach (var (step, name, word) in words)
        {
            var indent = names + width + 6;
            var about = step.Reason?.What(terminal.Language) ?? step.Setting ?? "";
            var lines = Table.Wrapped(
                step.Outcome is StepOutcome.Off or StepOutcome.NotAsked ? "" : about, Math.Max(30, (terminal.Width ?? 120) - indent))
                .ToList();
            yield return $"  {DisplayWidth.Pad(name, names)}  {Paint(step.Outcome, DisplayWidth.Pad(word, width), terminal)}  {lines[0]}";
            foreach (var line in lines.Skip(1))
            {
                yield return new string(' ', indent) + line;
            }
        }

        foreach (var remark in report.Remarks)
        {
            yield return "";
            yield return remark.Text(terminal.Language);
            if (terminal.Hint(remark) is { Length: > 0 } hint)
            {
                yield return terminal.Dim($"  {terminal.Say(Texts.Hint)}: {hint}");
            }
        }
    }

    /// <summary>
    /// Reports why the API server does not start again. It comes first, because the rest of the output then applies only to an API server
    /// that is already running.
    /// </summary>
    public static IEnumerable<Line> Down(IReadOnlyList<Problem> problems, Terminal terminal)
    {
        if (problems.Count == 0)
        {
            yield break;
        }

        yield return terminal.Red(terminal.Say(Texts.ServerStaysDown));
        foreach (var problem in problems)
        {
            yield return "  " + problem.Text(terminal.Language);
            if (terminal.Hint(problem) is { Length: > 0 } hint)
            {
                yield return terminal.Dim($"    {terminal.Say(Texts.Hint)}: {hint}");
            }
        }

        yield return "";
    }

    private static IEnumerable<Line> Lines(Identity identity, AuthenticationVerdict verdict, Terminal terminal)
    {
        List<(Text Name, string Value)> facts =
        [
            (Texts.UserIs, identity.UserName),
            (Texts.GroupsAre, string.Join(", ", identity.Groups)),
        ];
        if (!string.IsNullOrEmpty(identity.Uid))
        {
            facts.Add((Texts.UidIs, identity.Uid));
        }

        if (identity.Audiences.Count > 0)
        {
            facts.Add((Texts.AudiencesAre, string.Join(", ", identity.Audiences)));
        }

        if (verdict == AuthenticationVerdict.Accepted)
        {
            facts.Add((Texts.UntilIs,
                identity.ExpiresAt is null ? terminal.Say(Texts.NeverEnds) : StatusView.Moment(identity.ExpiresAt) + " UTC"));
        }

        var width = facts.Max(f => DisplayWidth.Of(terminal.Say(f.Name)));
        foreach (var (name, value) in facts)
        {
            yield return $"{DisplayWidth.Pad(terminal.Say(name), width)}  {value}";
        }

        foreach (var (name, values) in identity.Extra)
        {
            yield return $"{name}: {string.Join(", ", values)}";
        }

        if (identity.Conditions.Count > 0)
        {
            yield return terminal.Say(Texts.ProvidedThat);
        }

        foreach (var condition in identity.Conditions)
        {
            yield return "- " + condition.What(terminal.Language);
        }
    }

    private static string Word(StepOutcome outcome, Terminal terminal) => terminal.Say(outcome switch
    {
        StepOutcome.Off => Texts.StepOff,
        StepOutcome.NotAsked => Texts.StepNotAsked,
        StepOutcome.PassesOn => Texts.StepPassesOn,
        StepOutcome.Refuses => Texts.StepRefuses,
        StepOutcome.Accepts => Texts.StepAccepts,
        _ => Texts.StepUndecided,
    });

    private static Line Paint(StepOutcome outcome, string word, Terminal terminal) => outcome switch
    {
        StepOutcome.Off or StepOutcome.NotAsked => terminal.Dim(word),
        StepOutcome.Accepts => terminal.Green(word),
        StepOutcome.Refuses => terminal.Red(word),
        StepOutcome.Undecided => terminal.Yellow(word),
        _ => word,
    };
}
