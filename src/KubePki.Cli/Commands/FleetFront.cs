using System.Text.Json.Nodes;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>Runs a command on several nodes: read commands on all at once, changes in the way that the command specifies.</summary>
internal sealed class FleetFront(Invocation invocation, CommandValues values)
{
    /// <summary>
    /// The maximum number of open connections for a command that runs on all nodes at once. Each is closed once its answer is stored.
    /// </summary>
    private const int AtOnce = 16;

    private readonly NodesOptions _options = values.Verb.Nodes!;
    private readonly WaitingNotes _waiting = new(invocation.Terminal);
    private readonly string _name = Help.PathOf(values.Verb)["kubepki ".Length..];

    private IReadOnlyDictionary<string, IReadOnlyList<string>>? _chosen;

    /// <summary>The queries of nodes in addition to the command, in the language of this run.</summary>
    public NodeQueries Questions { get; } = new(invocation.Terminal.Language, invocation.Clock);

    private bool IsDryRun => values.IsOn("--dry-run");

    public int Run()
    {
        if (invocation.RootOption != "/")
        {
            return invocation.Fail(_name, CliMessages.RootAndNodes.At(""));
        }

        if (ForwardedValues.OwnKeys.FirstOrDefault(values.Has) is { } key)
        {
            return invocation.Fail(_name, CliMessages.KeyAndNodes.At("", key));
        }

        var nodes = _options.Read(values);
        if (nodes.Succeeded && _options.Discovers(values))
        {
            nodes = new Discovery(this, invocation).FromAsync(nodes.Value, _options.Becomes(values)).GetAwaiter().GetResult();
        }

        if (nodes.Succeeded && _options.Chooses?.Invoke(values.Arguments, nodes.Value) is { } chosen)
        {
            if (!chosen.Succeeded)
            {
                return invocation.Fail(_name, chosen.Problem);
            }

            _chosen = chosen.Value;
        }

        return !nodes.Succeeded ? invocation.Fail(_name, nodes.Problem)
            : _options.Manner is FleetMode.OneByOne or FleetMode.InTwoSteps
                ? Roll(nodes.Value)
                : OnAllAtOnce(nodes.Value);
    }

    /// <summary>Whether the command asks for confirmation before it changes something.</summary>
    private bool Asks => values.Verb.Options.Any(o => o.Name == "--yes") && !IsDryRun;

    private int Roll(IReadOnlyList<NodeTarget> nodes)
    {
        var (settings, configuration) = (Settings(), ForwardedValues.Configuration(values));
        var request = new RolloutRequest(_name, Questions)
        {
            Open = node => OpenAsync(node, settings),
            Change = Request,
            Configuration = configuration?.Value,
            InTwoSteps = _options.Manner == FleetMode.InTwoSteps,
            DryRun = IsDryRun,
            Resume = _options.Resumes(values),
            Share = _options.Shares(values),
        };
        var rolling = new FleetRolling(invocation, request, values.IsOn("--yes"));
        return configuration?.Problem is { } unreadable ? rolling.Refuse([unreadable]) : rolling.RunAsync(nodes).GetAwaiter().GetResult();
    }

    /// <summary>The request for a node.</summary>
    private NodeRequest Request(NodeTarget node)
        => Questions.Of(node, _name, ForwardedValues.Values(values, _chosen?.GetValueOrDefault(node.Name)));

    /// <summary>Opens a connection to a node.</summary>
    public static Task<Outcome<INodeConnection>> OpenAsync(NodeTarget node, SshSettings settings)
        => SshConnection.OpenAsync(node, settings);

    public SshSettings Settings()
    {
        var password = new Lazy<string?>(() => HiddenLine.Ask(invocation.Terminal.Say(Texts.SudoPassword)));
        return new SshSettings(
            AgentProgram.Own(VersionCommand.Version),
            _options.SshConfiguration(values),
            () => password.Value,
            (node, note) => invocation.Terminal.Detail($"{node.Name}: {AnswerTexts.Plain(note)}"))
        {
            Limits = _options.Limits(values),
            Waits = node => _waiting.Begin(node.Name),
        };
    }

    private int OnAllAtOnce(IReadOnlyList<NodeTarget> nodes)
    {
        var terminal = invocation.Terminal;
        var question = terminal.Say(Texts.AskNodes, _name, string.Join(' ', nodes.Select(n => n.Name)));
        if (_options.Manner == FleetMode.AllAtOnce && Asks && invocation.Consents(values.IsOn("--yes"), question) is { } refused)
        {
            var code = invocation.Fail(_name, refused);
            terminal.Note(terminal.Say(Texts.NoNodeChanged));
            return code;
        }

        var configuration = ForwardedValues.Configuration(values);
        if (configuration?.Problem is { } unreadable)
        {
            return invocation.Fail(_name, unreadable);
        }

        var results = AskAllAsync(nodes, configuration?.Value).GetAwaiter().GetResult();
        NodeReport[] reports = [.. results.Select(r => r.Report).OfType<NodeReport>()];
        var (judges, differences) = (_options.Manner == FleetMode.Judges, FleetPlan.Differences(reports));
        var reading = new FleetReading(
            results, differences, judges ? FleetMembers.Concerns(reports) : [])
        { Findings = judges ? FleetFindings.Of(differences) : [] };
        return _options.Shows is { } shows && !terminal.IsDocument ? shows(invocation, values, reading) : Show(reading);
    }

    private int Show(FleetReading reading)
    {
        int? unwritten = null;
        var terminal = invocation.Terminal;
        if (terminal.IsDocument)
        {
            var document = _options.Manner == FleetMode.Judges
                ? FleetDocument.Of(_name, reading, terminal.Language)
                : FleetDocument.Of(_name, reading.Results, reading.Differences, terminal.Language);
            if (_options.Gives is { } gives)
            {
                unwritten = gives(invocation, values, document);
            }
            else
            {
                invocation.Write(document);
            }
        }
        else
        {
            terminal.Results(FleetView.Lines(reading, terminal));
        }

        terminal.Errors([.. reading.Results.Select(r => r.Problem ?? r.NotCompared).OfType<Problem>()]);
        return unwritten ?? reading.Code;
    }

    private async Task<IReadOnlyList<NodeResult>> AskAllAsync(IReadOnlyList<NodeTarget> nodes, JsonObject? brings)
    {
        var settings = Settings();
        using var turn = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(nodes.Select(async node =>
        {
            await turn.WaitAsync().ConfigureAwait(false);
            try
            {
                return await AskAsync(node, settings, brings).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        })).ConfigureAwait(false);
    }

    private async Task<NodeResult> AskAsync(NodeTarget node, SshSettings settings, JsonObject? brings)
    {
        var opened = await OpenAsync(node, settings).ConfigureAwait(false);
        if (!opened.Succeeded)
        {
            return new NodeResult(node, null, null, opened.Problem);
        }

        var connection = opened.Value;
        await using (connection.ConfigureAwait(false))
        {
            var report = await Questions.FactsAsync(connection).ConfigureAwait(false);
            var work = _options.Manner == FleetMode.AllAtOnce ? NodeWork.Write : NodeWork.Read;
            var answer = await connection.AskAsync(Agreed(node), brings?.DeepClone() as JsonObject, work).ConfigureAwait(false);
            return new NodeResult(
                node, report.Value, answer.Value,
                answer.Problem)
            { NotCompared = answer.Value is { IsDone: true } ? report.Problem : null };
        }
    }

    /// <summary>The request for a node after the user has agreed here.</summary>
    private NodeRequest Agreed(NodeTarget node)
        => IsDryRun ? Request(node).With("dryRun", true) : Asks ? Request(node).With("yes", true) : Request(node);
}
