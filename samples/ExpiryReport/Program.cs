// Prints what of a node expires, the soonest first, and what is wrong with it. Changes nothing.
//
//   ExpiryReport [ROOT]   ROOT is the node's file system: / for this machine
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;

using var node = new ManagedNode(args.FirstOrDefault() ?? "/", TimeProvider.System);
var inspected = NodeInspection.Run(node, within: TimeSpan.FromDays(90));

foreach (var verdict in inspected.Verdicts.Where(v => v.TimeLeft is not null).OrderBy(v => v.TimeLeft))
{
    Console.WriteLine($"{verdict.Certificate!.NotAfter:yyyy-MM-dd}  {verdict.Status,-12} {verdict.Item.Name}");
}

foreach (var finding in inspected.Findings)
{
    Console.WriteLine($"{finding.Severity}: {finding.Problem.Text(Language.English)}");
    if (finding.Problem.Hint(Language.English) is { Length: > 0 } hint)
    {
        Console.WriteLine($"  {hint}");
    }
}

return inspected.Findings.Any(f => f.Severity == Severity.Error) ? 3 : 0;
