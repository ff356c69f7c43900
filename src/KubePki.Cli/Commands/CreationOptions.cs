using System.CommandLine;
using System.Text;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>
/// The options of commands that create files from the configuration, and their steps: plan, ask, carry out, check the result.
/// </summary>
internal sealed class CreationOptions
{
    /// <summary>The reasons for skipping an item that count as findings: the item stays missing or broken.</summary>
    private static readonly HashSet<string> Findings =
    [
        PlanMessages.External.Id, CreationMessages.EtcdIsElsewhere.Id, CreationMessages.NoAuthority.Id, CreationMessages.Broken.Id,
    ];

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
        foreach (var option in new Option[] {
            _configuration.Option, _validity, _allowShorter, _authorityValidity, _keyAlgorithm, _replaceTokenKey,
        })
        {
            command.Options.Add(option);
        }

        _authorityKeys.AddTo(command);
        _changing.AddTo(command);
        _clusterNames.AddTo(command);
        _activating.AddTo(command);
    }

    /// <summary>Creates those of the <paramref name="offered"/> items that are missing, or the named ones.</summary>
    public int Run(
        Invocation invocation,
        CommandValues values,
        string verb,
        Func<KnownNode, KnownNode> adapt,
        IReadOnlyList<string>? names,
        IReadOnlyList<string> offered)
    {
        var terminal = invocation.Terminal;
        var change = new ChangeOutput(invocation, verb, Texts.CreatedDone);
        var request = Request(invocation, values, verb, adapt, Spec(values, names, offered));
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<PlannedCreation>(
            planned => change.Asks(
                Lines(planned, terminal),
                _changing.SaysYes(values),
                PlanBounds.Warnings(planned.Plan, terminal).Concat(ClusterNames.Warnings(planned.Configuration, terminal))),
            planned => DocumentWriter.Kept(CreationPlanDocument.Of(planned.Plan, Language.English)),
            change.Tell);
        var result = Creation.Run(invocation.Node, request, callbacks);
        return result switch
        {
            { End: OperationEnd.Planned or OperationEnd.NothingToDo, Planned: { } planned } =>
                ShowOnly(change, planned, request.DryRun, terminal),
            { Planned.Plan: var plan, Change: { } done } => change.Finish(
                done, result.Activated, ResultDocument.Of(plan, done, result.Activated, terminal.Language), Left(plan)),
            _ => change.Fail(result),
        };
    }

    private CreationSpec Spec(CommandValues values, IReadOnlyList<string>? names, IReadOnlyList<string> offered) => new()
    {
        Names = names,
        Offered = offered,
        Validity = values.GetValue(_validity),
        AuthorityValidity = values.GetValue(_authorityValidity),
        KeyAlgorithm = values.GetValue(_keyAlgorithm),
        AllowShorter = values.GetValue(_allowShorter),
        ReplaceTokenKey = values.GetValue(_replaceTokenKey),
    };

    private CreationRequest Request(
        Invocation invocation, CommandValues values, string verb, Func<KnownNode, KnownNode> adapt, CreationSpec spec)
        => new(spec, () => _configuration.Read(invocation, values).Then<KnownNode>(known => adapt(known)))
        {
            Verb = verb,
            DryRun = _changing.IsDryRun(values),
            ConfigurationProblem = () => _configuration.Problem(invocation, values),
            Keys = () => _authorityKeys.Read(invocation, values),
            Activation = _activating.Read(values),
            UpdateConfiguration = _clusterNames.Read(values),
        };

    private static IEnumerable<Line> Lines(PlannedCreation planned, Terminal terminal)
        => CreationView.Lines(planned.Plan, terminal).Concat(ClusterNames.Lines(planned.Configuration, terminal));

    private static int ShowOnly(ChangeOutput change, PlannedCreation planned, bool dryRun, Terminal terminal)
    {
        var plan = planned.Plan;
        Document document = dryRun
            ? CreationPlanDocument.Of(plan, terminal.Language)
            : ResultDocument.Of(plan, null, null, terminal.Language);
        var code = ExitCode.Worst([ChangeOutput.CodeOf(Left(plan)), ChangeOutput.CodeOf(plan.Remaining)]);
        change.ShowOnly(Lines(planned, terminal), document, plan.Actions.Count == 0, dryRun, code);
        return code;
    }

    private static IReadOnlyList<Skip> Left(CreationPlan plan) => [.. plan.Skipped.Where(s => Findings.Contains(s.Reason.Id))];
}
