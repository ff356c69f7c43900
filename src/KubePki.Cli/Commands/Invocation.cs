using System.Text.Json.Nodes;
using KubePki.Activate;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>A command line that another kubepki gave.</summary>
/// <param name="Gate">Asked before files are put in place; a problem refuses. Null where nobody has to be asked.</param>
/// <param name="Brings">What came with it: <c>shared</c>, CAs of another node; <c>configuration</c>, the text of a file of that machine.</param>
internal sealed record Attendance(Func<Problem?>? Gate, JsonObject? Brings);

/// <summary>One run of a command: where it looks, where it speaks, what time it is.</summary>
/// <param name="RootOption">The value of <c>--root</c> as it was given, for the texts that suggest a next command.</param>
internal sealed record Invocation(Terminal Terminal, NodeRoot Root, string RootOption, TimeProvider Clock)
{
    /// <summary>Who gave the command line from another machine; null where a person or script did here.</summary>
    public Attendance? Attendance { get; init; }

    /// <summary>What says where files are that no manifest names; null where nothing does.</summary>
    public KubeadmConfiguration? Configuration { get; init; }

    /// <summary>Held by a run that changes the node, from before it mends anything until its components are well.</summary>
    public ActivationLock ActivationLock { get; } = new(Root, Clock);

    /// <summary>The transactions of this node. The static pod directory is looked up first: nothing may be staged there.</summary>
    public Transactions Transactions => TransactionsOf(NodeLayout.Of(Root));

    /// <summary>
    /// Reads the node; with <c>--verbose</c> it is told what was read, where and of whom. A transaction that is not at its end is
    /// named, because half of it may be what is seen.
    /// </summary>
    public NodeState Observe(KubeadmConfiguration? configuration = null)
    {
        HeapPages.Prepare();
        var state = ObserveAgain(configuration);

        // An ordinary user may look at a node without being let into kubepki's own directory.
        Terminal.Errors([.. (TransactionsOf(state.Layout).Unfinished().Value ?? []).Where(t => t.Stage == TransactionStage.Committing).Select(t => ApplyMessages.Unfinished.At("", t.Id, t.Verb))]);
        if (ObservationView.Unread(state, Terminal) is { } unread)
        {
            Terminal.Warn(unread);
        }

        foreach (var line in ObservationView.Lines(state, Terminal))
        {
            Terminal.Detail(line);
        }

        return state;
    }

    /// <summary>Reads the node once more, after something was changed.</summary>
    public NodeState ObserveAgain(KubeadmConfiguration? configuration = null) => NodeObserver.Observe(Root, Clock.GetUtcNow(), configuration ?? Configuration);

    /// <summary>Whether the node is the machine this runs on: only its components can be activated.</summary>
    public bool IsThisMachine => Path.GetFullPath(RootOption) == "/";

    /// <summary>Puts manifests back that a run which was cut off had taken away, and says so.</summary>
    public void PutManifestsBack()
    {
        foreach (var done in Activation.Mend(Root, NodeLayout.Of(Root)))
        {
            if (done is Problem problem)
            {
                Terminal.Error(problem);
            }
            else
            {
                Terminal.Note(done.Text(Terminal.Tongue));
            }
        }
    }

    /// <summary>
    /// Brings what an earlier run left unfinished to one whole state, and says so. To be called before the node is looked at by
    /// who means to change it: what is planned from half a change is wrong. Null when it is whole; else that was told, and this is the exit code.
    /// </summary>
    public int? RecoverFirst(string verb)
    {
        if (ActivationLock.TakeIfMade(verb) is { } busy)
        {
            return FailRecovery(verb, busy);
        }

        PutManifestsBack();
        var unfinished = Transactions.Unfinished();
        if (!unfinished.Succeeded || unfinished.Value.Count == 0)
        {
            return unfinished.Succeeded ? null : Fail(verb, unfinished.Problem);
        }

        var recovered = Transactions.Recover();
        foreach (var line in recovered.Succeeded ? RecoveryView.Lines(recovered.Value, Terminal) : [])
        {
            Terminal.Note(line);
        }

        Terminal.Errors(recovered.Value?.Left ?? []);

        return recovered.Succeeded ? null : FailRecovery(verb, recovered.Problem);
    }

    /// <summary>
    /// Tells why what was cut off stays so. As long as it does a person is needed, whatever keeps the recovery from its end, unless another run is
    /// at work on it.
    /// </summary>
    public int FailRecovery(string verb, Problem problem)
        => Fail(verb, [problem], !problem.Is(ApplyMessages.Locked) && Transactions.Unfinished().Value is { Count: > 0 } ? ExitCode.HalfWay : CodeOf([problem]));

    /// <summary>The <c>--root</c> to repeat in a suggested command, or nothing.</summary>
    public string RootArgument => Terminal.Suggested.Root;

    /// <summary>The <c>--root</c> and <c>--config</c> to repeat in the suggestion of a command that looks at the same node.</summary>
    public string PlaceArguments => RootArgument + Terminal.Suggested.Configuration;

    /// <summary>Prints a problem and gives the exit code it means. With <c>-o json</c> the result document says it too.</summary>
    public int Fail(string verb, Problem problem) => Fail(verb, [problem]);

    /// <summary>Prints problems and gives the exit code they mean.</summary>
    public int Fail(string verb, IReadOnlyList<Problem> problems) => Fail(verb, problems, CodeOf(problems));

    private int Fail(string verb, IReadOnlyList<Problem> problems, int code)
    {
        Terminal.Errors(problems);
        if (Terminal.IsDocument)
        {
            var document = Documents.Result(verb, Documents.Outcome(code));
            document["problems"] = Documents.Array(problems.Select(p => Documents.Problem(p, Terminal.Tongue)));
            Write(document);
        }

        return code;
    }

    /// <summary>Writes a document, whose hints and stories suggest commands for this node.</summary>
    public void Write(JsonNode document) => Terminal.Document(Named(document), Terminal.Format);

    /// <summary>A document, its suggestions for this node.</summary>
    public JsonNode Named(JsonNode document)
    {
        DocumentHints.Name(document, Terminal.Suggested);
        return document;
    }

    /// <summary>Writes the result's document; the exit code of a command that is done.</summary>
    public int Report(JsonNode document)
    {
        Write(document);
        return ExitCode.Done;
    }

    /// <summary>Tells how a transaction ended and how the components took it, or which to restart where they were left alone; the exit code it means.</summary>
    public int Finish(string verb, TransactionRecord transaction, Activated? activated)
    {
        var code = WithLeft(activated?.Code ?? ExitCode.Done, transaction.Left);
        var (state, effects) = Affected(transaction);
        Terminal.Show(activated is not null ? RenewalView.Lines(activated, Terminal) : state is null ? [] : PlanView.Restarts(effects, state, Terminal));
        if (Terminal.IsDocument)
        {
            var document = Documents.Transaction(verb, Documents.Outcome(code), transaction, Terminal.Tongue);
            document["components"] = Documents.Components(effects);
            if (activated is not null)
            {
                document["activation"] = ActivationView.Document(activated.Report, Terminal.Tongue);
            }

            Write(document);
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
    /// The node after a transaction and the components that use what it changed. It is done: where the disk fails now that is said, and
    /// what was done is no less done.
    /// </summary>
    private (NodeState? State, IReadOnlyList<ComponentEffect> Effects) Affected(TransactionRecord transaction)
    {
        try
        {
            var state = ObserveAgain();
            return (state, ComponentEffects.Of(state, state.ItemsAt(transaction.Paths)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Terminal.Error(CliMessages.NotSeen.At(RootOption, e.Message.TrimEnd('.')));
            return (null, []);
        }
    }

    /// <summary>Null when the person agrees, as <see cref="Consents"/> has it, and no other run is at work on this node; else why to stop.</summary>
    public Problem? GoesAhead(string verb, bool yes, string question) => Consents(yes, question) ?? ActivationLock.Take(verb);

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

    /// <summary>Likewise where the layout is known already.</summary>
    public Transactions TransactionsOf(NodeLayout layout) => new(Root, Clock, [layout.ManifestDirectory]);

    private static int CodeOf(IReadOnlyList<Problem> problems)
        => problems.Any(p => p.Kind == ProblemKind.HalfWay) ? ExitCode.HalfWay
            : problems.Any(p => p.Kind == ProblemKind.Usage) ? ExitCode.Usage : ExitCode.Failed;
}
