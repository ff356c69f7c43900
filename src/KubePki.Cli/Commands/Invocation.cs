using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>Data that another kubepki sent with its request.</summary>
/// <param name="Gate">Called before files are committed; a returned problem aborts the change. Null if no approval is needed.</param>
/// <param name="Brings">The data of the request: <c>shared</c>, CAs of another node; <c>configuration</c>, the text of a file on the other
/// machine.</param>
internal sealed record RemoteCaller(Func<Problem?>? Gate, JsonObject? Brings);

/// <summary>One run of a command: the node it works on, and where it writes its output.</summary>
internal sealed record Invocation(Terminal Terminal, ManagedNode Node)
{
    /// <summary>Data that another kubepki sent with its request; null if a user or script runs the command here.</summary>
    public RemoteCaller? Caller { get; init; }

    /// <summary>Whether a transaction leaves the state of the node in doubt: a finding for every command that judges.</summary>
    public bool HasDoubts { get; private set; }

    /// <summary>Whether files of the node were committed: after a later failure, the operator must act.</summary>
    public bool HasChanged { get; set; }

    /// <summary>What this run recovered after an interrupted run, for the result document; null if there was nothing to recover.</summary>
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private RecoveredData? _recovered;

    /// <summary>Whether no component runs on the node: none picks up a change, and none must be restarted.</summary>
    public bool NothingRuns { get; set; }

    /// <summary>The node's file system.</summary>
    public NodeRoot Root => Node.Root;

    /// <summary>The given value of <c>--root</c>.</summary>
    public string RootOption => Node.Place;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => Node.Clock;

    /// <summary>Reads the node, and reports the same as <see cref="TellObserved"/>.</summary>
    public NodeState Observe(KubeadmConfiguration? configuration = null)
    {
        HeapPages.Prepare();
        var state = Node.Observe(configuration);
        TellObserved(state);
        return state;
    }

    /// <summary>
    /// With <c>--verbose</c>, reports the files that were read, their paths and their owners. Reports unfinished transactions and those
    /// with unreadable records, because the observed state may be only half of the change.
    /// </summary>
    public void TellObserved(NodeState state)
    {
        // An ordinary user may read a node without access to kubepki's own directory.
        var doubts = Node.TransactionsOf(state.Layout).Doubts();
        HasDoubts = doubts.Count > 0;
        Terminal.Errors(doubts);
        if (ObservationView.Unread(state, Terminal) is { } unread)
        {
            Terminal.Warn(unread);
        }

        foreach (var line in ObservationView.Lines(state, Terminal))
        {
            Terminal.Detail(line);
        }
    }

    /// <summary>The <c>--root</c> to repeat in a suggested command, or nothing.</summary>
    public string RootArgument => Terminal.Suggested.Root;

    /// <summary>The <c>--root</c> and <c>--config</c> to repeat in a suggested command for the same node.</summary>
    public string PlaceArguments => RootArgument + Terminal.Suggested.Configuration;

    /// <summary>Prints a problem and returns its exit code. With <c>-o json</c>, the result document contains it too.</summary>
    public int Fail(string verb, Problem problem) => Fail(verb, [problem]);

    /// <summary>Prints problems and returns their exit code.</summary>
    public int Fail(string verb, IReadOnlyList<Problem> problems) => Fail(verb, problems, CodeOf(problems));

    /// <summary>Prints why an operation was not carried out and returns the exit code.</summary>
    public int Fail(string verb, OperationResult result)
    {
        var code = Fail(verb, result.Problems, result.End == OperationEnd.HalfWay ? ExitCode.HalfWay : CodeOf(result.Problems));
        if (result.End == OperationEnd.Declined || _recovered is not null)
        {
            TellUnchanged(code);
        }

        return code;
    }

    /// <summary>
    /// The exit code of a finished command. Files in home directories that the recovery before the command had to skip are findings,
    /// unless the command itself has changed them since.
    /// </summary>
    public int WithRecovered(int code)
        => code == ExitCode.Done && _recovered?.Left.Any(left => !_changed.Contains(left.Where)) == true ? ExitCode.Findings : code;

    /// <summary>Remembers that a transaction of this command changed files on the node.</summary>
    public void TellChanged(TransactionRecord transaction)
    {
        HasChanged = true;
        _changed.UnionWith(transaction.Paths.Except(transaction.Skipped.Select(skipped => skipped.Where)));
    }

    /// <summary>
    /// Reports that a command that was not carried out changed nothing, except for what it recovered. Reports nothing if the node may be
    /// half-way.
    /// </summary>
    public void TellUnchanged(int code)
    {
        if (code == ExitCode.HalfWay)
        {
            return;
        }

        if (_recovered is null)
        {
            Terminal.Note(Terminal.Say(Texts.Refused));
        }
        else
        {
            Terminal.Bound(Terminal.Say(Texts.OnlyRecovered));
        }
    }

    /// <summary>
    /// Reports that a manifest which an interrupted run had moved away is back. Not suppressed by <c>--quiet</c>, because it is a change.
    /// </summary>
    public void TellReturned(Statement done)
    {
        HasChanged = true;
        _recovered = RecoveredData.With(_recovered, ProblemData.Of(done, Terminal.Language));
        Terminal.Bound(done.Text(Terminal.Language));
    }

    /// <summary>
    /// Reports how interrupted transactions were recovered before the command began. Not suppressed by <c>--quiet</c>, because it is a
    /// change.
    /// </summary>
    public void TellRecovered(RecoveryReport report)
    {
        if (!report.NothingToDo)
        {
            HasChanged = true;
            _recovered = RecoveredData.With(_recovered, report, Terminal.Language);
        }

        foreach (var line in RecoveryView.Lines(report, Terminal))
        {
            Terminal.Bound(line);
        }

        Terminal.Errors(report.Skipped);
    }

    private int Fail(string verb, IReadOnlyList<Problem> problems, int code)
    {
        Terminal.Errors(problems);
        if (Terminal.IsDocument)
        {
            Write(ResultDocument.Of(verb, code, problems, Terminal.Language));
        }

        return code;
    }

    /// <summary>Writes a document, including what was recovered before the command.</summary>
    public void Write(Document document) => Terminal.Document(
        document switch
        {
            ResultDocument result => result with { Recovered = _recovered },
            BackupsDocument backups => backups with { Recovered = _recovered },
            _ => document,
        },
        Terminal.Format);

    /// <summary>Writes the result's document. Returns the exit code of a successful command.</summary>
    public int Report(Document document)
    {
        Write(document);
        return ExitCode.Done;
    }

    /// <summary>
    /// Reports how a transaction ended and the result of the activation, or which components to restart if nothing was activated. Returns
    /// the exit code.
    /// </summary>
    public int Finish(string verb, TransactionRecord transaction, ChangeActivation? activated)
    {
        var code = WithLeft(ExitCode.Of(activated), transaction.Skipped);
        var (state, effects) = Affected(transaction);
        Terminal.Show(
            activated is not null ? RenewalView.Lines(activated, Terminal) : state is null || NothingRuns ? []
                : PlanView.Restarts(effects, state, Terminal));
        if (Terminal.IsDocument)
        {
            Write(ResultDocument.Of(verb, Words.Outcome(code), transaction, Terminal.Language) with
            {
                Components = ComponentData.Of(effects),
                Activation = activated is null ? null : ActivationData.Of(activated.Report, Terminal.Language),
            });
        }

        if (activated?.Report.Failure?.Problem is { } problem)
        {
            Terminal.Error(problem);
        }

        TellLeft(transaction.Skipped);
        return code;
    }

    /// <summary>Reports why files in home directories were skipped.</summary>
    public void TellLeft(IReadOnlyList<Problem> left)
    {
        if (left.Count > 0)
        {
            Terminal.Note(Terminal.Say(Texts.HomesLeft));
            Terminal.Errors(left);
        }
    }

    /// <summary>The exit code of a command that is done except for files in home directories.</summary>
    public static int WithLeft(int code, IReadOnlyList<Problem> left)
        => left.Any(p => p.Kind == ProblemKind.HalfWay)
            ? ExitCode.HalfWay
            : code == ExitCode.Done && left.Count > 0 ? ExitCode.Findings : code;

    /// <summary>
    /// The node after a transaction and the components that use the changed files. Files with the same content as before are not included.
    /// The transaction is done: a disk error at this point is reported and does not change that.
    /// </summary>
    private (NodeState? State, IReadOnlyList<ComponentEffect> Effects) Affected(TransactionRecord transaction)
    {
        try
        {
            var state = Node.Observe();
            return (state, ComponentEffects.Of(state, state.ItemsAt(Node.TransactionsOf(state.Layout).Changed(transaction))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Terminal.Error(OperationMessages.NotSeen.At(RootOption, e.Message.TrimEnd('.')));
            return (null, []);
        }
    }

    /// <summary>Null if the user agrees at the terminal or gave <c>--yes</c>, else why to stop.</summary>
    public Problem? Consents(bool yes, string question)
    {
        if (yes)
        {
            return null;
        }

        if (Console.IsInputRedirected || Terminal.IsDocument)
        {
            return CliMessages.NeedsYes.At("");
        }

        Terminal.Ask(question);
        return StandardStreams.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES" or "是" ? null : CliMessages.Declined.At("");
    }

    private static int CodeOf(IReadOnlyList<Problem> problems)
        => problems.Any(p => p.Kind == ProblemKind.HalfWay) ? ExitCode.HalfWay
            : problems.Any(p => p.Kind == ProblemKind.Usage) ? ExitCode.Usage : ExitCode.Failed;
}
