using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>What another kubepki gave with its request.</summary>
/// <param name="Gate">Asked before files are put in place; a problem refuses. Null where nobody has to be asked.</param>
/// <param name="Brings">What came with it: <c>shared</c>, CAs of another node; <c>configuration</c>, the text of a file of that machine.</param>
internal sealed record Attendance(Func<Problem?>? Gate, JsonObject? Brings);

/// <summary>One run of a command: on which node it works, and where it speaks.</summary>
internal sealed record Invocation(Terminal Terminal, ManagedNode Node)
{
    /// <summary>What another kubepki gave with its request; null where a person or script runs the command here.</summary>
    public Attendance? Attendance { get; init; }

    /// <summary>Whether a transaction leaves the node that was read in doubt: a finding of every command that judges.</summary>
    public bool HasDoubts { get; private set; }

    /// <summary>Whether files of the node were put in place: what fails after that leaves a person to look.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Whether no component runs on the node: none picks a change up, and none has to be restarted.</summary>
    public bool NothingRuns { get; set; }

    /// <summary>The node's file system.</summary>
    public NodeRoot Root => Node.Root;

    /// <summary>The value of <c>--root</c> as it was given.</summary>
    public string RootOption => Node.Place;

    /// <summary>What time it is.</summary>
    public TimeProvider Clock => Node.Clock;

    /// <summary>Reads the node, and tells what <see cref="TellObserved"/> does.</summary>
    public NodeState Observe(KubeadmConfiguration? configuration = null)
    {
        HeapPages.Prepare();
        var state = Node.Observe(configuration);
        TellObserved(state);
        return state;
    }

    /// <summary>
    /// With <c>--verbose</c> it is told what was read, where and of whom. A transaction that is not at its end, or whose record cannot be read, is
    /// named, because half of it may be what is seen.
    /// </summary>
    public void TellObserved(NodeState state)
    {
        // An ordinary user may look at a node without being let into kubepki's own directory.
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

    /// <summary>The <c>--root</c> and <c>--config</c> to repeat in the suggestion of a command that looks at the same node.</summary>
    public string PlaceArguments => RootArgument + Terminal.Suggested.Configuration;

    /// <summary>Prints a problem and gives the exit code it means. With <c>-o json</c> the result document says it too.</summary>
    public int Fail(string verb, Problem problem) => Fail(verb, [problem]);

    /// <summary>Prints problems and gives the exit code they mean.</summary>
    public int Fail(string verb, IReadOnlyList<Problem> problems) => Fail(verb, problems, CodeOf(problems));

    /// <summary>Prints why an operation was not carried out and gives the exit code it means.</summary>
    public int Fail(string verb, OperationResult result)
        => Fail(verb, result.Problems, result.End == OperationEnd.HalfWay ? ExitCode.HalfWay : CodeOf(result.Problems));

    private int Fail(string verb, IReadOnlyList<Problem> problems, int code)
    {
        Terminal.Errors(problems);
        if (Terminal.IsDocument)
        {
            Write(ResultDocument.Of(verb, code, problems, Terminal.Tongue));
        }

        return code;
    }

    /// <summary>Writes a document.</summary>
    public void Write(Document document) => Terminal.Document(document, Terminal.Format);

    /// <summary>Writes the result's document; the exit code of a command that is done.</summary>
    public int Report(Document document)
    {
        Write(document);
        return ExitCode.Done;
    }

    /// <summary>Tells how a transaction ended and how the components took it, or which to restart where they were left alone; the exit code it means.</summary>
    public int Finish(string verb, TransactionRecord transaction, Activated? activated)
    {
        var code = WithLeft(ExitCode.Of(activated), transaction.Left);
        var (state, effects) = Affected(transaction);
        Terminal.Show(
            activated is not null ? RenewalView.Lines(activated, Terminal) : state is null || NothingRuns ? []
                : PlanView.Restarts(effects, state, Terminal));
        if (Terminal.IsDocument)
        {
            Write(ResultDocument.Of(verb, Words.Outcome(code), transaction, Terminal.Tongue) with
            {
                Components = ComponentData.Of(effects),
                Activation = activated is null ? null : ActivationData.Of(activated.Report, Terminal.Tongue),
            });
        }

        if (activated?.Report.Failure?.Problem is { } problem)
        {
            Terminal.Error(problem);
        }

        TellLeft(transaction.Left);
        return code;
    }

    /// <summary>Tells why files in home directories were left as they are.</summary>
    public void TellLeft(IReadOnlyList<Problem> left)
    {
        if (left.Count > 0)
        {
            Terminal.Note(Terminal.Say(Texts.HomesLeft));
            Terminal.Errors(left);
        }
    }

    /// <summary>The exit code of a command that is done but for files in home directories.</summary>
    public static int WithLeft(int code, IReadOnlyList<Problem> left)
        => left.Any(p => p.Kind == ProblemKind.HalfWay) ? ExitCode.HalfWay : code == ExitCode.Done && left.Count > 0 ? ExitCode.Findings : code;

    /// <summary>
    /// The node after a transaction and the components that use what it changed; what it put back as it was concerns none. It is done:
    /// where the disk fails now that is said, and what was done is no less done.
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

    /// <summary>Null when the person at the terminal agrees or said <c>--yes</c>, else why to stop.</summary>
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
