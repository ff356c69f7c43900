using KubePki.Apply;
using KubePki.Localization;

namespace KubePki.Cli.Documents;

/// <summary>What interrupted runs had left, and became of it before a command began.</summary>
internal sealed class RecoveredData
{
    /// <summary>Interrupted transactions that were finished.</summary>
    public required IReadOnlyList<TransactionData> RolledForward { get; init; }

    /// <summary>Interrupted transactions that were rolled back.</summary>
    public required IReadOnlyList<TransactionData> RolledBack { get; init; }

    /// <summary>Manifests that an interrupted run had taken away, and what was done with each.</summary>
    public required IReadOnlyList<ProblemData> Manifests { get; init; }

    /// <summary>What interrupted runs left in home directories.</summary>
    public required IReadOnlyList<ProblemData> Left { get; init; }

    /// <summary>The same, with one more manifest.</summary>
    public static RecoveredData With(RecoveredData? recovered, ProblemData manifest) => new()
    {
        RolledForward = recovered?.RolledForward ?? [],
        RolledBack = recovered?.RolledBack ?? [],
        Manifests = [.. recovered?.Manifests ?? [], manifest],
        Left = recovered?.Left ?? [],
    };

    /// <summary>The same, with the transactions of a recovery.</summary>
    public static RecoveredData With(RecoveredData? recovered, RecoveryReport report, Language language) => new()
    {
        RolledForward = [.. recovered?.RolledForward ?? [], .. Parts.Of(report.RolledForward, t => TransactionData.Of(t))],
        RolledBack = [.. recovered?.RolledBack ?? [], .. Parts.Of(report.RolledBack, t => TransactionData.Of(t))],
        Manifests = recovered?.Manifests ?? [],
        Left = [.. recovered?.Left ?? [], .. ProblemData.Of(report.Skipped, language)],
    };
}
