using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>
/// The common output of <c>renew</c>, <c>create</c> and <c>csr import</c>: why nothing is done, the plan alone, and the results.
/// </summary>
/// <param name="invocation">The command.</param>
/// <param name="verb">The name of the command.</param>
/// <param name="title">The line above the changed items: their number, and the time in seconds.</param>
internal sealed class ChangeOutput(Invocation invocation, string verb, Text title)
{
    private readonly Terminal _terminal = invocation.Terminal;

    /// <summary>Whether the plan was shown, with the skipped items and the reasons.</summary>
    private bool _isPlanShown;

    /// <summary>Reports why nothing is done. Returns the exit code.</summary>
    public int Refuse(IReadOnlyList<Problem> problems)
    {
        var code = invocation.Fail(verb, problems);
        invocation.TellUnchanged(code);
        return code;
    }

    /// <summary>The exit code if findings remain.</summary>
    public static int CodeOf(IReadOnlyList<Finding> remaining)
        => remaining.Any(RemainingFindings.IsSevere) ? ExitCode.Findings : ExitCode.Done;

    /// <summary>The exit code of a plan that skips part of the request.</summary>
    public static int CodeOf(IReadOnlyList<Skip> unfinished) => unfinished.Count > 0 ? ExitCode.Findings : ExitCode.Done;

    /// <summary>Shows the plan and asks; null if the user agrees. If the plan is not shown, <paramref name="warnings"/> are.</summary>
    public Problem? Asks(IEnumerable<Line> plan, bool yes, IEnumerable<Line> warnings)
    {
        // The user who is asked reads the plan here. The document of the result contains it again.
        _isPlanShown = _terminal.Propose(plan, agreed: yes);
        foreach (var line in _isPlanShown ? [] : warnings)
        {
            _terminal.Bound(line);
        }

        return invocation.Consents(yes, _terminal.Say(Texts.Ask));
    }

    /// <summary>
    /// Shows only the plan: for a dry run, or if there is nothing to do. With <c>--quiet</c> and nothing to do, the plan is only shown if
    /// it explains the exit code.
    /// </summary>
    public void ShowOnly(IEnumerable<Line> lines, Document document, bool nothingToDo, bool dryRun, int code)
    {
        if (_terminal.IsDocument)
        {
            invocation.Write(document);
        }
        else
        {
            _terminal.Propose(lines, agreed: !dryRun && code == ExitCode.Done);
            _terminal.Results([_terminal.Say(nothingToDo ? Texts.NothingToDo : Texts.DryRun)]);
        }
    }

    /// <summary>Reports the committed items as they were read back, and the result of the activation.</summary>
    public void Tell(OperationEvent told)
    {
        switch (told)
        {
            case FilesChanged { Change: var change }:
                _terminal.Errors(change.NotJudged is { } unseen ? [unseen] : []);
                _terminal.Show(RenewalView.Lines(title, change.Verdicts, change.Duration, _terminal));
                break;
            case ChangeActivated { Activated: { } activated }:
                _terminal.Show(RenewalView.Lines(activated, _terminal));
                break;
            case ChangeActivated { Change: var change }:
                _terminal.Show(invocation.NothingRuns ? [] : PlanView.Restarts(change.Effects, change.Before, _terminal));
                break;
        }
    }

    /// <summary>Reports why a change was not carried out. Returns the exit code.</summary>
    public int Fail(OperationResult result)
        => result.End is OperationEnd.Refused or OperationEnd.Failed ? Refuse(result.Problems) : invocation.Fail(verb, result);

    /// <summary>
    /// Reports the next step, the skipped items and the remaining findings. Returns the exit code: findings if anything is
    /// <paramref name="unfinished"/>, unless something went wrong.
    /// </summary>
    public int Finish(ChangedNode change, ChangeActivation? activated, ResultDocument document, IReadOnlyList<Skip> unfinished)
    {
        var left = change.Transaction.Skipped;
        var settled = activated is null or { End: ActivationSummary.Done };
        _terminal.Show([RenewalView.NextStep(activated, change.Transaction.Id, _terminal)]);
        invocation.TellLeft(left);
        if (!_isPlanShown)
        {
            // The exit code needs a reason, whether the plan was shown or not.
            _terminal.Errors([.. unfinished.Select(s => s.Reason).DistinctBy(p => (p.Where, p.Id))]);
        }

        if (settled)
        {
            _terminal.Show(PlanView.Remaining(change.Remaining, _terminal));
        }

        // A rollback has already reported its reason.
        if (activated is { AfterUndo: null, Report.Failure.Problem: { } failure })
        {
            _terminal.Error(failure);
        }

        var code = CodeOf(change, activated, unfinished);
        if (_terminal.IsDocument)
        {
            invocation.Write(document with { Outcome = Words.Outcome(code) });
        }

        // The staged set was verified before the commit, so a finding here means that another program writes to the files too.
        foreach (var problem in change.Verdicts.Select(v => v.Problem).OfType<Problem>())
        {
            _terminal.Error(problem);
        }

        return code;
    }

    /// <summary>The exit code of a change and its activation.</summary>
    internal static int CodeOf(ChangedNode change, ChangeActivation? activated, IReadOnlyList<Skip> unfinished)
    {
        // The owner of a home directory may have changed a file since. This is allowed, and a finding.
        var inHomes = change.Verdicts.Any(v => v.IsWrongNow && v.Item.IsInHome) ? ExitCode.Findings : ExitCode.Done;
        return change.Verdicts.Any(v => v.IsWrongNow && !v.Item.IsInHome) ? ExitCode.HalfWay
            : activated is not (null or { End: ActivationSummary.Done }) ? ExitCode.Of(activated)
            : Invocation.WithLeft(ExitCode.Worst([CodeOf(unfinished), CodeOf(change.Remaining), inHomes]), change.Transaction.Skipped);
    }
}
