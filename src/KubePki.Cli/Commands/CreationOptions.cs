using System.CommandLine;
using System.Text;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Judge.Checks;
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
    private readonly Option<bool> _allowShorter;
    private readonly Option<bool> _replaceTokenKey;
    private readonly AuthorityKeyOptions _authorityKeys;
    private readonly ChangeOptions _changing;
    private readonly ClusterNames _clusterNames;
    private readonly Activating _activating;

    public CreationOptions(CommonOptions common)
    {
        _configuration = new ConfigurationOption(common);
        _validity = Options.Value(common, "--validity", "10y|90d|8760h|2036-01-01", HelpTexts.CreateValidityOption, Validity.Parse);
        _authorityValidity = Options.Value(common, "--ca-validity", "100y", HelpTexts.CaValidityOption, Validity.Parse);
        _keyAlgorithm = Options.KeyKind(common, HelpTexts.CreateKeyOption);
        _allowShorter = RenewOptions.AllowShorter(common);
        _replaceTokenKey = RenewOptions.ReplaceTokenKey(common);
        _authorityKeys = new AuthorityKeyOptions(common);
        _changing = new ChangeOptions(common);
        _clusterNames = new ClusterNames(common);
        _activating = new Activating(common);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _configuration.Option, _validity, _allowShorter, _authorityValidity, _keyAlgorithm, _replaceTokenKey })
        {
            command.Options.Add(option);
        }

        _authorityKeys.AddTo(command);
        _changing.AddTo(command);
        _clusterNames.AddTo(command);
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
            AllowShorter = parsed.GetValue(_allowShorter),
            ReplaceTokenKey = parsed.GetValue(_replaceTokenKey),
        };
        if (!_changing.IsDryRun(parsed) && invocation.RecoverFirst(verb) is { } cutOff)
        {
            return cutOff;
        }

        var read = _authorityKeys.Read(invocation, parsed);
        if (!read.Succeeded)
        {
            return invocation.Fail(verb, read.Problem);
        }

        using var keys = read.Value;
        var known = _configuration.Read(invocation, parsed);
        return known.Succeeded
            ? Run(invocation, parsed, verb, adapt(known.Value with { State = keys.Into(known.Value.State) }), wish, keys)
            : invocation.Fail(verb, known.Problem);
    }

    private int Run(Invocation invocation, ParseResult parsed, string verb, KnownNode node, CreationWish wish, GivenKeys keys)
    {
        var terminal = invocation.Terminal;
        var dryRun = _changing.IsDryRun(parsed);
        var plan = WithOutdated(invocation, node, CreationPlanner.Plan(node.State, node.Facts, wish));
        var change = new PlannedChange(invocation, verb);
        if (plan.Refusals.Count > 0)
        {
            return change.Refuse(plan.Refusals);
        }

        plan = plan with { Remaining = RemainingFindings.After(plan, node.State, Verification.Of(node.State, SurroundingsReader.Read(invocation.Root, node.State), ItemJudge.DefaultWithin)) };

        var inCluster = node.Shown is null ? null : _clusterNames.Prepare(invocation, parsed, node.State, ClusterChanges.Of(plan, node.Shown));
        var lines = CreationView.Lines(plan, terminal).Concat(inCluster?.Lines(terminal) ?? []);
        if (dryRun || plan.Actions.Count + keys.Brought.Count == 0)
        {
            change.ShowOnly(
                lines,
                dryRun ? CreationDocuments.Plan(plan, terminal.Tongue) : CreationDocuments.Result(plan, null, [], null, plan.Remaining, terminal.Tongue),
                plan.Actions.Count == 0);
            return FleetFront.Worst([CodeOf(plan), PlannedChange.CodeOf(plan.Remaining)]);
        }

        terminal.Show(lines);
        return invocation.GoesAhead(verb, _changing.SaysYes(parsed), terminal.Say(Texts.Ask)) is { } refused
            ? invocation.Fail(verb, refused)
            : Carry(invocation, change, node, plan, keys, inCluster, transaction => _activating.Run(invocation, parsed, transaction, mayTakeBack: true));
    }

    /// <summary>Where something is made anew on purpose: what else on the node still says what the configuration no longer does.</summary>
    private static CreationPlan WithOutdated(Invocation invocation, KnownNode node, CreationPlan plan)
    {
        if (node.Shown is not { } shown || plan.Refusals.Count > 0 || !plan.Actions.Any(a => a.Replaces) || FactChanges.Between(shown, node.Facts).Count == 0)
        {
            return plan;
        }

        var written = plan.Actions.SelectMany(a => a.Paths).ToHashSet(StringComparer.Ordinal);
        return plan with { Outdated = [.. OutdatedValue.Of(node.State, shown, node.Facts, CarriedValues.Read(invocation.Root, node.State)).Where(o => !written.Contains(o.Path))] };
    }

    private static int Carry(Invocation invocation, PlannedChange change, KnownNode node, CreationPlan plan, GivenKeys keys, ClusterNames.Pending? inCluster, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var started = invocation.Clock.GetTimestamp();
        var planJson = Encoding.UTF8.GetBytes(DocumentWriter.Text(CreationDocuments.Plan(plan, Language.Tongue.English), OutputFormat.Json));
        using var progress = new Progress(terminal, Texts.MakingKeys, plan.Actions.Count);
        var done = new Creation(invocation.Root, invocation.Clock, invocation.Transactions, keys).Run(node.State, plan, planJson, progress.Advance, invocation.Attendance?.Gate);
        progress.Dispose();
        if (!done.Succeeded)
        {
            return change.Refuse([done.Problem]);
        }

        var after = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow(), node.Given);
        var remaining = change.Judged(after, ItemJudge.DefaultWithin, plan.Wish.Names is null ? null : [.. plan.Actions.Select(a => a.Item), .. plan.Skipped.Select(s => s.Item)]);
        return change.Finish(
            new Changed(Texts.CreatedDone, node.State, after, [.. keys.Brought.Select(n => node.State.Find(n)!), .. plan.Actions.Select(a => a.Item)], plan.Effects, done.Value, invocation.Clock.GetElapsedTime(started)) { Remaining = remaining },
            transaction => node.State.Layout.Pods.Any() ? activate(transaction) : null,
            (created, activated) => CreationDocuments.Result(plan, done.Value, created, activated, remaining, terminal.Tongue),
            CodeOf(plan),
            () => inCluster?.Carry(terminal));
    }

    private static int CodeOf(CreationPlan plan) => plan.Skipped.Any(s => Findings.Contains(s.Reason.Id)) ? ExitCode.Findings : ExitCode.Done;
}
