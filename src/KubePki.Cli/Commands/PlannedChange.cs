using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>
/// What <c>renew</c>, <c>create</c> and <c>csr import</c> say alike: why nothing is done, the plan alone, and what was done.
/// </summary>
/// <param name="invocation">The command.</param>
/// <param name="verb">Its name.</param>
/// <param name="title">The line above the changed items: how many, in how many seconds.</param>
internal sealed class PlannedChange(Invocation invocation, string verb, Text title)
{
    private readonly Terminal _terminal = invocation.Terminal;

    /// <summary>Whether the plan was shown, with what it leaves and why.</summary>
    private bool _isPlanShown;

    /// <summary>Says why nothing is done; the exit code it means.</summary>
    public int Refuse(IReadOnlyList<Problem> problems)
    {
        var code = invocation.Fail(verb, problems);
        if (code != ExitCode.HalfWay)
        {
            _terminal.Note(_terminal.Say(Texts.Refused));
        }

        return code;
    }

    /// <summary>The exit code of findings that stay.</summary>
    public static int CodeOf(IReadOnlyList<Finding> remaining) => remaining.Any(RemainingFindings.IsGrave) ? ExitCode.Findings : ExitCode.Done;

    /// <summary>The exit code of a plan that leaves something of what was asked for.</summary>
    public static int CodeOf(IReadOnlyList<Skip> unfinished) => unfinished.Count > 0 ? ExitCode.Findings : ExitCode.Done;

    /// <summary>
    /// Shows the plan and asks; null when the person agrees. Of a plan that is not shown <paramref name="warnings"/> are.
    /// </summary>
    public Problem? Asks(IEnumerable<Line> plan, bool yes, IEnumerable<Line> warnings)
    {
        // Read by the person who is asked; the document of the result says it again.
        _isPlanShown = _terminal.Propose(plan, agreed: yes);
        foreach (var line in _isPlanShown ? [] : warnings)
        {
            _terminal.Bound(line);
        }

        return invocation.Consents(yes, _terminal.Say(Texts.Ask));
    }

    /// <summary>The plan and no more: a dry run, or nothing to do, which needs no plan with <c>--quiet</c> unless it explains the exit code.</summary>
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

    /// <summary>Tells what was put in place as it is read back, and how the components took it.</summary>
    public void Tell(OperationEvent told)
    {
        switch (told)
        {
            case FilesChanged { Change: var change }:
                _terminal.Errors(change.NotJudged is { } unseen ? [unseen] : []);
                _terminal.Show(RenewalView.Lines(title, change.Verdicts, change.Took, _terminal));
                break;
            case ChangeActivated { Activated: { } activated }:
                _terminal.Show(RenewalView.Lines(activated, _terminal));
                break;
            case ChangeActivated { Change: var change }:
                _terminal.Show(invocation.NothingRuns ? [] : PlanView.Restarts(change.Effects, change.Before, _terminal));
                break;
        }
    }

    /// <summary>Why a change was not carried out; the exit code it means.</summary>
    public int Fail(OperationResult result) => result.End is OperationEnd.Refused or OperationEnd.Failed ? Refuse(result.Problems) : invocation.Fail(verb, result);

    /// <summary>
    /// Says what comes next, what was left and what stays wrong. The exit code: findings if there is anything
    /// <paramref name="unfinished"/>, unless something went wrong.
    /// </summary>
    public int Finish(ChangedNode change, Activated? activated, Document document, IReadOnlyList<Skip> unfinished)
    {
        var left = change.Transaction.Left;
        var settled = activated is null or { End: ActivationEnd.Done };
        _terminal.Show([RenewalView.NextStep(activated, change.Transaction.Id, _terminal)]);
        invocation.TellLeft(left);
        if (!_isPlanShown)
        {
            // The exit code needs a reason, whether or not anybody wanted to read the plan.
            _terminal.Errors([.. unfinished.Select(s => s.Reason).DistinctBy(p => (p.Where, p.Id))]);
        }

        if (settled)
        {
            _terminal.Show(PlanView.Remaining(change.Remaining, _terminal));
        }

        // What was taken back has been said before it was.
        if (activated is { AfterUndo: null, Report.Failure.Problem: { } failure })
        {
            _terminal.Error(failure);
        }

        if (_terminal.IsDocument)
        {
            invocation.Write(document);
        }

        // The staged set was verified before it was put in place, so a finding here means that somebody else is writing too.
        foreach (var problem in change.Verdicts.Select(v => v.Problem).OfType<Problem>())
        {
            _terminal.Error(problem);
        }

        // In a home its owner may have written since: that is theirs to do, and a finding.
        var inHomes = change.Verdicts.Any(v => v.IsWrongNow && v.Item.IsInHome) ? ExitCode.Findings : ExitCode.Done;
        return change.Verdicts.Any(v => v.IsWrongNow && !v.Item.IsInHome) ? ExitCode.HalfWay
            : !settled ? ExitCode.Of(activated)
            : Invocation.WithLeft(ExitCode.Worst([CodeOf(unfinished), CodeOf(change.Remaining), inHomes]), left);
    }
}
