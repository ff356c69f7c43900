using System.CommandLine;
using System.Text;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki create</c>: what is missing, from a kubeadm configuration or from what the node shows.</summary>
internal static class CreateCommand
{
    private const string Name = "create";

    /// <summary>What stays missing or broken is a finding, although everything else was done.</summary>
    private static readonly HashSet<string> Findings = [PlanMessages.External.Id, PlanMessages.EtcdIsElsewhere.Id, PlanMessages.NoAuthority.Id, PlanMessages.Broken.Id];

    public static Command Build(CommonOptions common)
    {
        var what = new Argument<string[]>("what") { HelpName = "all|NAME…", Description = HelpTexts.CreateWhatArgument.In(common.Tongue), Arity = ArgumentArity.ZeroOrMore };
        what.CompletionSources.Add([.. CreationPlanner.Names.Prepend("all")]);
        var configuration = new ConfigurationOption(common);
        var validity = Options.Value(common, "--validity", "10y|90d|8760h|2036-01-01", HelpTexts.CreateValidityOption, Validity.Parse);
        var authorityValidity = Options.Value(common, "--ca-validity", "100y", HelpTexts.CaValidityOption, Validity.Parse);
        var keyAlgorithm = Options.KeyKind(common, HelpTexts.CreateKeyOption);
        var changing = new ChangeOptions(common);
        var activating = new Activating(common);
        var verb = new Verb(
            Name,
            HelpTexts.CreateAbout,
            common,
            new("kubepki create all --config cluster.yaml --dry-run", HelpTexts.ExampleCreate),
            new("kubepki create all --config cluster.yaml --ca-validity 100y --validity 10y --yes", HelpTexts.ExampleNewPki),
            new("kubepki create apiserver --config cluster.yaml", HelpTexts.ExampleRecreate))
        {
            what, configuration.Option, validity, authorityValidity, keyAlgorithm,
        };
        changing.AddTo(verb);
        activating.AddTo(verb);
        return verb.Does(common, (invocation, parsed) =>
        {
            var names = parsed.GetValue(what) ?? [];
            if (names.Length == 0 || (names.Length > 1 && names.Contains("all")))
            {
                return invocation.Fail(Name, (names.Length == 0 ? CliMessages.NeedsWhatToCreate : CliMessages.AllAndNames).At(""));
            }

            var wish = new CreationWish
            {
                Names = names is ["all"] ? null : names,
                Validity = parsed.GetValue(validity),
                AuthorityValidity = parsed.GetValue(authorityValidity),
                KeyAlgorithm = parsed.GetValue(keyAlgorithm),
            };
            var known = configuration.Read(invocation, parsed);
            return known.Succeeded
                ? Run(invocation, known.Value, wish, changing.IsDryRun(parsed), changing.SaysYes(parsed), transaction => activating.Run(invocation, parsed, transaction, mayTakeBack: true))
                : invocation.Fail(Name, known.Problem);
        });
    }

    private static int Run(Invocation invocation, KnownNode node, CreationWish wish, bool dryRun, bool yes, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var plan = CreationPlanner.Plan(node.State, node.Facts, wish);
        if (plan.Refusals.Count > 0)
        {
            var code = invocation.Fail(Name, plan.Refusals);
            terminal.Note(terminal.Say(Texts.Refused));
            return code;
        }

        if (dryRun || plan.Actions.Count == 0)
        {
            if (terminal.IsDocument)
            {
                invocation.Write(dryRun ? CreationDocuments.Plan(plan, terminal.Tongue) : CreationDocuments.Result(plan, null, [], null, terminal.Tongue));
            }
            else
            {
                terminal.Results(CreationView.Lines(plan, terminal));
                terminal.Results([terminal.Say(plan.Actions.Count == 0 ? Texts.NothingToDo : Texts.DryRun)]);
            }

            return CodeOf(plan);
        }

        invocation.PutManifestsBack();
        terminal.Show(CreationView.Lines(plan, terminal));
        return invocation.Consents(yes, terminal.Say(Texts.Ask)) is { } refused ? invocation.Fail(Name, refused) : Carry(invocation, node, plan, activate);
    }

    private static int Carry(Invocation invocation, KnownNode node, CreationPlan plan, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var started = invocation.Clock.GetTimestamp();
        var planJson = Encoding.UTF8.GetBytes(DocumentWriter.Write(CreationDocuments.Plan(plan, Language.Tongue.English), OutputFormat.Json));
        using var progress = new Progress(terminal, Texts.MakingKeys, plan.Actions.Count);
        var done = new Creation(invocation.Root, invocation.Clock, invocation.Transactions).Run(node.State, plan, planJson, progress.Advance);
        progress.Dispose();
        if (!done.Succeeded)
        {
            var failed = invocation.Fail(Name, done.Problem);
            if (failed != ExitCode.HalfWay)
            {
                terminal.Note(terminal.Say(Texts.Refused));
            }

            return failed;
        }

        var after = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow(), node.Given);
        var created = plan.Actions.Select(a => ItemJudge.Judge(after, after.Find(a.Item.Name) ?? a.Item, TimeSpan.Zero)).ToList();
        terminal.Show(RenewalView.Lines(Texts.CreatedDone, created, invocation.Clock.GetElapsedTime(started), terminal));
        var activated = node.State.Layout.Pods.Any() ? activate(done.Value) : null;
        terminal.Show(activated is null ? PlanView.Restarts(plan.Effects, node.State, terminal) : RenewalView.Lines(activated, terminal));
        terminal.Show([RenewalView.NextStep(activated, done.Value.Id, invocation.RootArgument, terminal)]);
        if (terminal.IsDocument)
        {
            invocation.Write(CreationDocuments.Result(plan, done.Value, created, activated, terminal.Tongue));
        }

        foreach (var problem in created.Select(v => v.Problem).OfType<Language.Problem>())
        {
            terminal.Error(problem);
        }

        return created.Any(v => v.IsFinding) ? ExitCode.HalfWay : activated is { Code: not ExitCode.Done } ? activated.Code : CodeOf(plan);
    }

    private static int CodeOf(CreationPlan plan) => plan.Skipped.Any(s => Findings.Contains(s.Reason.Id)) ? ExitCode.Findings : ExitCode.Done;
}
