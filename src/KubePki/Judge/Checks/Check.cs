using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>The subject of a check. The list of checks follows this order.</summary>
internal enum CheckArea
{
    /// <summary>Files: presence, readability, ownership and protection.</summary>
    Files,

    /// <summary>Each certificate by itself: dates, keys, chains, usages.</summary>
    Certificates,

    /// <summary>The names a certificate must be valid for.</summary>
    Names,

    /// <summary>The user name and groups in a certificate.</summary>
    Identities,

    /// <summary>Which component trusts which CA.</summary>
    Trust,

    /// <summary>The service account key pair.</summary>
    Tokens,

    /// <summary>The kubelet's own certificates.</summary>
    Kubelet,

    /// <summary>Security gaps that the components' flags leave open.</summary>
    Flags,

    /// <summary>The clock by which all dates are judged.</summary>
    Clock,
}

/// <summary>One row of the table of checks.</summary>
/// <param name="Id">Stable, lower-case, hyphenated; part of the JSON contract.</param>
/// <param name="Area">The subject of the check.</param>
/// <param name="Severity">The severity of a failure.</param>
/// <param name="Title">The statement that holds when the check passes.</param>
/// <param name="Why">The consequence of a failure.</param>
/// <param name="Messages">The messages that the check can report; each message's hint is the remedy.</param>
/// <param name="Run">The check itself, a pure function.</param>
internal sealed record Check(
    string Id, CheckArea Area, Severity Severity, Text Title, Text Why, IReadOnlyList<Message> Messages, Func<CheckSubject,
    CheckAnswer> Run)
{
    /// <summary>Where other verifiers decide differently than the components, or null.</summary>
    public Text? Note { get; init; }

    /// <summary>
    /// True if a finding in the API server's manifest, or in a file that the API server reads, keeps the API server from starting again.
    /// </summary>
    public bool KeepsServerDown { get; init; }
}

/// <summary>The result of a check: its problems (none if all is well), or why the check cannot be decided from this node.</summary>
internal sealed record CheckAnswer(IReadOnlyList<Problem> Problems, Problem? Undecided)
{
    /// <summary>Unreadable files, of which it is unknown whether anything is wrong with them.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];

    /// <summary>The answer with these problems.</summary>
    public static CheckAnswer Of(IEnumerable<Problem?> problems)
    {
        var told = problems.OfType<Problem>().Distinct()
            .ToLookup(p => p.Is(FileMessages.Unreadable) || p.Cause?.Is(FileMessages.Unreadable) == true);
        return new([.. told[false]], null) { Unreadable = [.. told[true]] };
    }

    /// <summary>The check cannot be decided.</summary>
    public static implicit operator CheckAnswer(Problem undecided) => new([], undecided);
}

/// <summary>A check with its answer.</summary>
internal sealed record CheckResult(Check Check, CheckAnswer Answer)
{
    /// <summary>True if the check was decided and found nothing.</summary>
    public bool Passed => Answer.Undecided is null && Answer.Problems.Count + Answer.Unreadable.Count == 0;

    /// <summary>The findings of the check.</summary>
    public IEnumerable<Finding> Findings => Answer.Problems.Select(problem => new Finding(Check.Severity, problem) { Check = Check.Id })
        .Concat(Answer.Unreadable.Select(problem => new Finding(Severity.Unknown, problem) { Check = Check.Id }));
}
