using KubePki.Files;
using KubePki.Language;

namespace KubePki.Judge.Checks;

/// <summary>What a check is about; the order is that of the list.</summary>
internal enum CheckArea
{
    /// <summary>Files: there, readable, owned and protected as they should be.</summary>
    Files,

    /// <summary>Certificates one by one: dates, keys, chains, usages.</summary>
    Certificates,

    /// <summary>The names a certificate must be valid for.</summary>
    Names,

    /// <summary>Who a certificate says its holder is.</summary>
    Identities,

    /// <summary>Which CA is trusted where.</summary>
    Trust,

    /// <summary>The service account key pair.</summary>
    Tokens,

    /// <summary>The kubelet's own certificates.</summary>
    Kubelet,

    /// <summary>What the components' flags leave open.</summary>
    Flags,

    /// <summary>The clock everything is measured with.</summary>
    Clock,
}

/// <summary>One row of the table of checks.</summary>
/// <param name="Id">Stable, lower-case, hyphenated; part of the JSON contract.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Severity">How grave it is when it fails.</param>
/// <param name="Title">What is so when it passes.</param>
/// <param name="Why">What breaks otherwise.</param>
/// <param name="Messages">What it may say; the hint of each is the remedy.</param>
/// <param name="Run">The check itself: pure.</param>
internal sealed record Check(
    string Id, CheckArea Area, Severity Severity, Text Title, Text Why, IReadOnlyList<Message> Messages, Func<CheckSubject,
    CheckAnswer> Run)
{
    /// <summary>Where other verifiers decide otherwise than the components do, or null.</summary>
    public Text? Note { get; init; }

    /// <summary>Whether what it finds in the API server's manifest, or in a file that it reads, keeps the API server from starting again.</summary>
    public bool KeepsServerDown { get; init; }
}

/// <summary>What came of a check: what it found (nothing when all is well), or why it cannot be decided from what is here.</summary>
internal sealed record CheckAnswer(IReadOnlyList<Problem> Problems, Problem? Undecided)
{
    /// <summary>What could not be read: for all that is known there is nothing wrong with it, and nothing right.</summary>
    public IReadOnlyList<Problem> Unread { get; init; } = [];

    /// <summary>The answer that consists of these problems.</summary>
    public static CheckAnswer Of(IEnumerable<Problem?> problems)
    {
        var told = problems.OfType<Problem>().Distinct().ToLookup(p => p.Is(FileMessages.Unreadable) || p.Cause?.Is(FileMessages.Unreadable) == true);
        return new([.. told[false]], null) { Unread = [.. told[true]] };
    }

    /// <summary>It cannot be decided.</summary>
    public static implicit operator CheckAnswer(Problem undecided) => new([], undecided);
}

/// <summary>A check with its answer.</summary>
internal sealed record CheckResult(Check Check, CheckAnswer Answer)
{
    /// <summary>Whether it was decided and found nothing.</summary>
    public bool Passed => Answer.Undecided is null && Answer.Problems.Count + Answer.Unread.Count == 0;

    /// <summary>What it found.</summary>
    public IEnumerable<Finding> Findings => Answer.Problems.Select(problem => new Finding(Check.Severity, problem) { Check = Check.Id })
        .Concat(Answer.Unread.Select(problem => new Finding(Severity.Unknown, problem) { Check = Check.Id }));
}
