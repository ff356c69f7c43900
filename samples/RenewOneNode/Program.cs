// Renews every certificate of a node for a year, after it has shown the plan, and takes it back when the third word is "undo".
//
//   RenewOneNode ROOT [yes [undo]]   without "yes" it plans and no more
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

using var node = new ManagedNode(args[0], TimeProvider.System);
var isAgreed = args.Contains("yes");

var result = Renewal.Run(
    node,
    new RenewalRequest(new RenewalSpec())
    {
        DryRun = !isAgreed,
        Activation = node.IsThisMachine ? new ActivationRequest() : ActivationRequest.None,
    },
    new OperationCallbacks<PlannedRenewal> { Consent = planned => Show(planned.Plan) });

if (!isAgreed && result.Planned is { } planned)
{
    Show(planned.Plan);
}

foreach (var problem in result.Problems)
{
    Console.Error.WriteLine($"{problem.Text(Language.English)}\n  {problem.Hint(Language.English)}");
}

Console.WriteLine($"{result.End}: {result.Change?.Transaction.Id}");
if (result.Change is { } change && args.Contains("undo"))
{
    var undone = Undo.Run(node, new UndoRequest(change.Transaction.Id) { Activation = ActivationRequest.None }, new());
    Console.WriteLine($"undo: {undone.End}");
}

// A component that did not come back has the renewal taken back, or leaves it half-way: neither is a problem of the renewal itself.
return result.Problems.Count > 0 || result.Activated is { End: not ActivationSummary.Done } ? 1 : 0;

// A problem would say why the plan is declined.
static Problem? Show(RenewalPlan plan)
{
    foreach (var action in plan.Actions)
    {
        Console.WriteLine($"{action.Item.Name}: {action.Existing.NotAfter:yyyy-MM-dd} -> {action.NotAfter:yyyy-MM-dd}");
    }

    return null;
}
