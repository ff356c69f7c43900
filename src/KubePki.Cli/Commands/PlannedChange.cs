using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>What was put in place: the node before and after, the items that changed, the components that use them.</summary>
/// <param name="Title">The line above the items: how many, in how many seconds.</param>
internal sealed record Changed(
    Text Title, NodeState Before, NodeState After, IReadOnlyList<Item> Items, IReadOnlyList<ComponentEffect> Effects, TransactionRecord Transaction, TimeSpan Took)
{
    /// <summary>What the judge still finds wrong, of what the operator asked for.</summary>
    public IReadOnlyList<Finding> Remaining { get; init; } = [];
}

/// <summary>
/// What <c>renew</c>, <c>create</c> and <c>csr import</c> say alike once their plan stands: why nothing is done, the plan
/// alone, and what was done.
/// </summary>
internal sealed class PlannedChange(Invocation invocation, string verb)
{
    private readonly Terminal _terminal = invocation.Terminal;

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

    /// <summary>
    /// What the judge finds wrong with a node that was just changed: with the items, null for all of it. The change is done: where the node cannot be
    /// read now, that is reported and nothing else.
    /// </summary>
    public IReadOnlyList<Finding> Judged(NodeState after, TimeSpan within, IReadOnlyList<Item>? items)
    {
        try
        {
            return RemainingFindings.Of(after, Verification.Of(after, SurroundingsReader.Read(invocation.Root, after), within), items);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _terminal.Error(CliMessages.NotSeen.At(invocation.RootOption, e.Message.TrimEnd('.')));
            return [];
        }
    }

    /// <summary>The exit code of findings that stay.</summary>
    public static int CodeOf(IReadOnlyList<Finding> remaining) => remaining.Any(RemainingFindings.IsGrave) ? ExitCode.Findings : ExitCode.Done;

    /// <summary>The plan and no more: a dry run, or nothing to do.</summary>
    public void ShowOnly(IEnumerable<Line> lines, JsonNode document, bool nothingToDo)
    {
        if (_terminal.IsDocument)
        {
            invocation.Write(document);
        }
        else
        {
            _terminal.Results(lines);
            _terminal.Results([_terminal.Say(nothingToDo ? Texts.NothingToDo : Texts.DryRun)]);
        }
    }

    /// <summary>
    /// Tells what was put in place as it is read back, has it activated, and says what comes next. <paramref name="alongside"/> runs
    /// once the components took it. Returns the exit code: <paramref name="code"/>, unless something went wrong.
    /// </summary>
    public int Finish(
        Changed changed, Func<TransactionRecord, Activated?> activate, Func<IReadOnlyList<Verdict>, Activated?, JsonNode> document, int code, Action? alongside = null)
    {
        var left = changed.Transaction.Left;
        var verdicts = changed.Items.Where(i => !i.IsInHome || left.All(p => p.Where != i.Path)).Select(i => ItemJudge.Judge(changed.After, changed.After.Find(i.Name) ?? i, TimeSpan.Zero)).ToList();
        _terminal.Show(RenewalView.Lines(changed.Title, verdicts, changed.Took, _terminal));
        var activated = activate(changed.Transaction);
        _terminal.Show(activated is null ? PlanView.Restarts(changed.Effects, changed.Before, _terminal) : RenewalView.Lines(activated, _terminal));
        var settled = activated is null or { Code: ExitCode.Done };
        if (settled)
        {
            alongside?.Invoke();
        }

        _terminal.Show([RenewalView.NextStep(activated, changed.Transaction.Id, invocation.RootArgument, _terminal)]);
        invocation.TellLeft(left);

        if (settled)
        {
            _terminal.Show(PlanView.Remaining(changed.Remaining, _terminal));
        }

        // What was taken back has been said before it was.
        if (activated is { AfterUndo: null, Report.Failure.Problem: { } failure })
        {
            _terminal.Error(failure);
        }

        if (_terminal.IsDocument)
        {
            invocation.Write(document(verdicts, activated));
        }

        // The staged set was verified before it was put in place, so a finding here means that somebody else is writing too.
        foreach (var problem in verdicts.Select(v => v.Problem).OfType<Problem>())
        {
            _terminal.Error(problem);
        }

        // In a home its owner may have written since: that is theirs to do, and a finding.
        var inHomes = verdicts.Any(v => v.IsFinding && v.Item.IsInHome) ? ExitCode.Findings : ExitCode.Done;
        return verdicts.Any(v => v.IsFinding && !v.Item.IsInHome) ? ExitCode.HalfWay
            : !settled ? activated!.Code
            : Invocation.WithLeft(FleetFront.Worst([code, CodeOf(changed.Remaining), inHomes]), left);
    }
}
