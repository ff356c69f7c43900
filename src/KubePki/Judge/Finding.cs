using System.Globalization;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Judge;

/// <summary>How grave a finding is. The names are part of the JSON contract.</summary>
public enum Severity
{
    /// <summary>Will be wrong before long.</summary>
    Warning,

    /// <summary>Is wrong now.</summary>
    Error,
}

/// <summary>Something an operator has to look at, with where it was seen and what to do about it.</summary>
public sealed record Finding(Severity Severity, Problem Problem)
{
    /// <summary>Everything that is to be said of a node's files, the gravest first.</summary>
    public static IReadOnlyList<Finding> Of(NodeState state, TimeSpan within)
    {
        var findings = ItemJudge.Judge(state, within).SelectMany(Of)
            .Concat(state.Problems.Select(problem => new Finding(Severity.Error, problem)));
        return [.. findings.OrderByDescending(f => f.Severity)];
    }

    private static IEnumerable<Finding> Of(Verdict verdict)
    {
        if (OfDates(verdict) is { } dates)
        {
            yield return dates;
        }

        if (verdict.Problem is { } problem)
        {
            yield return new Finding(Severity.Error, problem);
        }
    }

    private static Finding? OfDates(Verdict verdict)
    {
        var path = verdict.Item.Path;
        return verdict switch
        {
            { Standing: Standing.Expired, Left: { } left } => new Finding(Severity.Error, JudgeMessages.Expired.At(path, Days(-left))),
            { Standing: Standing.Expiring, Left: { } left } => new Finding(Severity.Warning, JudgeMessages.Expiring.At(path, Days(left))),
            { Standing: Standing.NotYetValid, Item.Certificate: { } certificate } => new Finding(Severity.Error, JudgeMessages.NotYetValid.At(path, certificate.NotBefore.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))),
            _ => null,
        };
    }

    private static string Days(TimeSpan span) => ((long)Math.Floor(span.TotalDays)).ToString(CultureInfo.InvariantCulture);
}
