using System.CommandLine;
using System.Text.Json.Nodes;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Judge;
using KubePki.Language;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>Runs a command on several nodes: reads on all at once, changes in the way the command has.</summary>
internal sealed class FleetFront(Invocation invocation, ParseResult parsed, Verb verb)
{
    /// <summary>Connections that are open at once; each is closed once its answer is kept.</summary>
    private const int AtOnce = 16;

    private readonly NodesOptions _options = verb.Nodes!;
    private readonly WaitingNotes _waiting = new(invocation.Terminal);
    private readonly string _name = Help.PathOf(verb)["kubepki ".Length..];

    private IReadOnlyDictionary<string, IReadOnlyList<string>>? _chosen;

    /// <summary>What is asked of nodes beside the command, in the language of this run.</summary>
    public NodeQuestions Questions { get; } = new(invocation.Terminal.Tongue, invocation.Clock);

    private bool IsDryRun => parsed.IsOn("--dry-run");

    public int Run()
    {
        if (invocation.RootOption != "/")
        {
            return invocation.Fail(_name, CliMessages.RootAndNodes.At(""));
        }

        if (Forwarded.OwnKeys.FirstOrDefault(Given) is { } key)
        {
            return invocation.Fail(_name, CliMessages.KeyAndNodes.At("", key));
        }

        var nodes = _options.Read(parsed);
        if (nodes.Succeeded && _options.Discovers(parsed))
        {
            nodes = new Discovery(this, invocation).FromAsync(nodes.Value, _options.Becomes(parsed)).GetAwaiter().GetResult();
        }

        if (nodes.Succeeded && _options.Chooses?.Invoke(Forwarded.Arguments(parsed), nodes.Value) is { } chosen)
        {
            if (!chosen.Succeeded)
            {
                return invocation.Fail(_name, chosen.Problem);
            }

            _chosen = chosen.Value;
        }

        return !nodes.Succeeded ? invocation.Fail(_name, nodes.Problem)
            : _options.Manner is NodesManner.OneByOne or NodesManner.InTwoSteps
                ? Roll(nodes.Value)
                : OnAllAtOnce(nodes.Value);
    }

    private int Roll(IReadOnlyList<NodeTarget> nodes)
    {
        var (settings, configuration) = (Settings(), Configuration());
        var request = new RolloutRequest(_name, Questions)
        {
            Open = node => OpenAsync(node, settings),
            CommandLine = (node, option) => Arguments(node, option),
            Configuration = configuration?.Value,
            InTwoSteps = _options.Manner == NodesManner.InTwoSteps,
            DryRun = IsDryRun,
            Resume = _options.Resumes(parsed),
            Share = _options.Shares(parsed),
        };
        var rolling = new FleetRolling(invocation, request, parsed.IsOn("--yes"));
        return configuration?.Problem is { } unreadable ? rolling.Refuse([unreadable]) : rolling.RunAsync(nodes).GetAwaiter().GetResult();
    }

    /// <summary>The configuration that <c>--config</c> names here, which goes along with the command; null without it.</summary>
    public Outcome<JsonObject>? Configuration()
    {
        if (parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>().FirstOrDefault(o => o.Option.Name == "--config" && !o.Implicit) is not { Tokens: [.., var file] })
        {
            return null;
        }

        return new NodeRoot("/").Read(Path.GetFullPath(file.Value)).Then<JsonObject>(content => new JsonObject { ["configuration"] = System.Text.Encoding.UTF8.GetString(content.Content) });
    }

    /// <summary>The command line for a node.</summary>
    public IReadOnlyList<string> Arguments(NodeTarget node, params string[] more) => Questions.Words(node, [.. Forwarded.Words(parsed, verb, _chosen?.GetValueOrDefault(node.Name)), .. more]);

    /// <summary>Connects; what the node's kubepki says beside its results is shown with its name.</summary>
    public static Task<Outcome<INodeConnection>> OpenAsync(NodeTarget node, SshSettings settings) => SshConnection.OpenAsync(node, settings);

    public SshSettings Settings()
    {
        var password = new Lazy<string?>(() => HiddenLine.Ask(invocation.Terminal.Say(Texts.SudoPassword)));
        return new SshSettings(AgentProgram.Own(VersionCommand.Version), _options.SshConfiguration(parsed), () => password.Value, (node, note) => invocation.Terminal.Detail($"{node.Name}: {AnswerWords.Plain(note)}"))
        {
            Limits = _options.Limits(parsed),
            Waits = node => _waiting.Begin(node.Name),
        };
    }

    private int OnAllAtOnce(IReadOnlyList<NodeTarget> nodes)
    {
        var terminal = invocation.Terminal;
        if (_options.Manner == NodesManner.AllAtOnce && verb.Options.Any(o => o.Name == "--yes") && !IsDryRun
            && invocation.Consents(parsed.IsOn("--yes"), terminal.Say(Texts.AskNodes, _name, string.Join(' ', nodes.Select(n => n.Name)))) is { } refused)
        {
            return invocation.Fail(_name, refused);
        }

        var configuration = Configuration();
        if (configuration?.Problem is { } unreadable)
        {
            return invocation.Fail(_name, unreadable);
        }

        string[] more = [.. IsDryRun ? ["--dry-run"] : Array.Empty<string>(), .. verb.Options.Any(o => o.Name == "--yes") && !IsDryRun ? ["--yes"] : Array.Empty<string>()];
        var results = AskAllAsync(nodes, more, configuration?.Value).GetAwaiter().GetResult();
        NodeReport[] reports = [.. results.Select(r => r.Report).OfType<NodeReport>()];
        var (judges, differences) = (_options.Manner == NodesManner.Judges, FleetPlan.Differences(reports));
        var reading = new FleetReading(results, differences, judges ? FleetMembers.Concerns(reports) : []) { Findings = judges ? FleetFindings.Of(differences) : [] };
        return _options.Shows is { } shows && !terminal.IsDocument ? shows(invocation, parsed, reading) : Show(reading);
    }

    private int Show(FleetReading reading)
    {
        int? unwritten = null;
        var terminal = invocation.Terminal;
        if (terminal.IsDocument)
        {
            var document = _options.Manner == NodesManner.Judges
                ? FleetDocument.Of(_name, reading, terminal.Tongue)
                : FleetDocument.Of(_name, reading.Results, reading.Differences, terminal.Tongue);
            if (_options.Gives is { } gives)
            {
                unwritten = gives(invocation, parsed, document);
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

    private async Task<IReadOnlyList<NodeResult>> AskAllAsync(IReadOnlyList<NodeTarget> nodes, string[] more, JsonObject? brings)
    {
        var settings = Settings();
        using var turn = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(nodes.Select(async node =>
        {
            await turn.WaitAsync().ConfigureAwait(false);
            try
            {
                return await AskAsync(node, settings, more, brings).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        })).ConfigureAwait(false);
    }

    private async Task<NodeResult> AskAsync(NodeTarget node, SshSettings settings, string[] more, JsonObject? brings)
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
            var work = _options.Manner == NodesManner.AllAtOnce ? NodeWork.Write : NodeWork.Read;
            var answer = await connection.AskAsync(Arguments(node, more), brings?.DeepClone() as JsonObject, work).ConfigureAwait(false);
            return new NodeResult(node, report.Value, answer.Value, answer.Problem) { NotCompared = answer.Value is { IsDone: true } ? report.Problem : null };
        }
    }

    private bool Given(string option) => parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>().Any(o => o.Option.Name == option && !o.Implicit);
}
