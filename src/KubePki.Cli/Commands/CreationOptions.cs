using System.CommandLine;
using System.Text;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>The options of commands that create from the configuration, and what they do: plan, ask, carry out, look at the result.</summary>
internal sealed class CreationOptions
{
    /// <summary>What stays missing or broken is a finding, although everything else was done.</summary>
    private static readonly HashSet<string> Findings = [PlanMessages.External.Id, PlanMessages.EtcdIsElsewhere.Id, PlanMessages.NoAuthority.Id, PlanMessages.Broken.Id];

    private readonly ConfigurationOption _configuration;
    private readonly Option<Validity?> _validity;
    private readonly Option<Validity?> _authorityValidity;
    private readonly Option<KeyAlgorithm?> _keyAlgorithm;
    private readonly AuthorityKeyOptions _authorityKeys;
    private readonly ChangeOptions _changing;
    private readonly Activating _activating;

    public CreationOptions(CommonOptions common)
    {
        _configuration = new ConfigurationOption(common);
        _validity = Options.Value(common, "--validity", "10y|90d|8760h|2036-01-01", HelpTexts.CreateValidityOption, Validity.Parse);
        _authorityValidity = Options.Value(common, "--ca-validity", "100y", HelpTexts.CaValidityOption, Validity.Parse);
        _keyAlgorithm = Options.KeyKind(common, HelpTexts.CreateKeyOption);
        _authorityKeys = new AuthorityKeyOptions(common);
        _changing = new ChangeOptions(common);
        _activating = new Activating(common);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _configuration.Option, _validity, _authorityValidity, _keyAlgorithm })
        {
            command.Options.Add(option);
        }

        _authorityKeys.AddTo(command);
        _changing.AddTo(command);
        _activating.AddTo(command);
    }

    /// <summary>Creates what is missing, of what is <paramref name="offered"/>, or what is named.</summary>
    public int Run(Invocation invocation, ParseResult parsed, string verb, Func<KnownNode, KnownNode> adapt, IReadOnlyList<string>? names, IReadOnlyList<string> offered)
    {
        var wish = new CreationWish
        {
            Names = names,
            Offered = offered,
            Validity = parsed.GetValue(_validity),
            AuthorityValidity = parsed.GetValue(_authorityValidity),
            KeyAlgorithm = parsed.GetValue(_keyAlgorithm),
        };
        if (!_changing.IsDryRun(parsed) && invocation.RecoverFirst() is { } cutOff)
        {
            return invocation.Fail(verb, cutOff);
        }

        var read = _authorityKeys.Read(invocation, parsed);
        if (!read.Succeeded)
        {
            return invocation.Fail(verb, read.Problem);
        }

        using var keys = read.Value;
        var known = _configuration.Read(invocation, parsed);
        return known.Succeeded
            ? Run(invocation, verb, adapt(known.Value with { State = keys.Into(known.Value.State) }), wish, keys, _changing.IsDryRun(parsed), _changing.SaysYes(parsed), transaction => _activating.Run(invocation, parsed, transaction, mayTakeBack: true))
            : invocation.Fail(verb, known.Problem);
    }

    private static int Run(Invocation invocation, string verb, KnownNode node, CreationWish wish, GivenKeys keys, bool dryRun, bool yes, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var plan = CreationPlanner.Plan(node.State, node.Facts, wish);
        if (plan.Refusals.Count > 0)
        {
            var code = invocation.Fail(verb, plan.Refusals);
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

        terminal.Show(CreationView.Lines(plan, terminal));
        return invocation.Consents(yes, terminal.Say(Texts.Ask)) is { } refused ? invocation.Fail(verb, refused) : Carry(invocation, verb, node, plan, keys, activate);
    }

    private static int Carry(Invocation invocation, string verb, KnownNode node, CreationPlan plan, GivenKeys keys, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var started = invocation.Clock.GetTimestamp();
        var planJson = Encoding.UTF8.GetBytes(DocumentWriter.Write(CreationDocuments.Plan(plan, Language.Tongue.English), OutputFormat.Json));
        using var progress = new Progress(terminal, Texts.MakingKeys, plan.Actions.Count);
        var done = new Creation(invocation.Root, invocation.Clock, invocation.Transactions, keys).Run(node.State, plan, planJson, progress.Advance);
        progress.Dispose();
        if (!done.Succeeded)
        {
            var failed = invocation.Fail(verb, done.Problem);
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
