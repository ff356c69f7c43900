using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki create</c>: creates missing files, from a kubeadm configuration or from the facts that the node shows.</summary>
internal static class CreateCommand
{
    private const string Name = "create";

    public static Command Build(CommonOptions common)
    {
        var what = new Argument<string[]>("what")
        {
            HelpName = "all|NAME…",
            Description = HelpTexts.CreateWhatArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        what.CompletionSources.Add([.. CreationPlanner.Names.Prepend("all")]);
        var creating = new CreationOptions(common);
        var verb = new Verb(
            Name,
            HelpTexts.CreateAbout,
            common,
            new("kubepki create all --config cluster.yaml --dry-run", HelpTexts.ExampleCreate),
            new("kubepki create all --config cluster.yaml --ca-validity 100y --validity 10y --yes", HelpTexts.ExampleNewPki),
            new("kubepki create apiserver --config cluster.yaml", HelpTexts.ExampleRecreate))
        {
            what,
        };
        creating.AddTo(verb);
        return verb.OnNodes(common, FleetMode.InTwoSteps).Does(common, (invocation, values) =>
        {
            var names = values.GetValue(what) ?? [];
            return names.Length == 0 ? invocation.Fail(Name, CliMessages.NeedsWhatToCreate.At(""))
                : names.Length > 1 && names.Contains("all") ? invocation.Fail(Name, CliMessages.AllAndNames.At(""))
                : creating.Run(invocation, values, Name, node => node, names is ["all"] ? null : names, CreationPlanner.Names);
        });
    }
}
