using KubePki.Apply;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Documents;

/// <summary>
/// The result of a command. In addition to verb and outcome, a document has the fields that are relevant for its verb; the others are
/// omitted.
/// </summary>
internal sealed record ResultDocument : Document
{
    public override string Kind => "Result";

    /// <summary>The command.</summary>
    public required string Verb { get; init; }

    /// <summary>The outcome; <c>halfWay</c> requires the operator to act.</summary>
    [OneOf("done", "nothingToDo", "planned", "failed", "halfWay", "usage")]
    public required string Outcome { get; init; }

    /// <summary>The transaction of the command; for a planned undo, the one that would be undone.</summary>
    [Optional]
    public TransactionData? Transaction { get; init; }

    /// <summary>Why files in home directories were skipped; if there are any.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Left { get; init; }

    /// <summary>What interrupted runs had left and this one recovered before the command itself; where there was anything.</summary>
    [Optional]
    public RecoveredData? Recovered { get; init; }

    /// <summary><c>recover</c>: interrupted transactions that were finished.</summary>
    [Optional]
    public IReadOnlyList<TransactionData>? RolledForward { get; init; }

    /// <summary><c>recover</c>: interrupted transactions that were rolled back.</summary>
    [Optional]
    public IReadOnlyList<TransactionData>? RolledBack { get; init; }

    /// <summary><c>activate --dry-run</c>: what each component needs.</summary>
    [Optional]
    public IReadOnlyList<DecisionData>? Plan { get; init; }

    /// <summary><c>kubeconfig user</c>: the file that was written.</summary>
    [Optional]
    public string? Path { get; init; }

    /// <summary><c>kubeconfig user</c>: the user of the kubeconfig.</summary>
    [Optional]
    public string? User { get; init; }

    /// <summary><c>kubeconfig user</c>: the user's groups.</summary>
    [Optional]
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary><c>kubeconfig user</c>: URL of the API server.</summary>
    [Optional]
    public string? Server { get; init; }

    /// <summary><c>kubeconfig user</c>: expiry of the new certificate.</summary>
    [Optional]
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary><c>sandbox</c>: the directories of the created nodes.</summary>
    [Optional]
    public IReadOnlyList<string>? Roots { get; init; }

    /// <summary><c>csr export</c>: the requests that were written.</summary>
    [Optional]
    public IReadOnlyList<RequestData>? Requests { get; init; }

    /// <summary><c>renew</c>: the renewed items in their current state.</summary>
    [Optional]
    public IReadOnlyList<PkiEntryData>? Renewed { get; init; }

    /// <summary><c>create</c>: the created items in their current state.</summary>
    [Optional]
    public IReadOnlyList<PkiEntryData>? Created { get; init; }

    /// <summary><c>csr import</c>: the installed items in their current state.</summary>
    [Optional]
    public IReadOnlyList<PkiEntryData>? Imported { get; init; }

    /// <summary>Requested items that stay as they were.</summary>
    [Optional]
    public IReadOnlyList<SkipData>? Skipped { get; init; }

    /// <summary>The components that use the changed items, in restart order.</summary>
    [Optional]
    public IReadOnlyList<ComponentData>? Components { get; init; }

    /// <summary><c>create</c>: values on the node that no longer match the configuration.</summary>
    [Optional]
    public IReadOnlyList<OutdatedData>? Outdated { get; init; }

    /// <summary>Remaining findings.</summary>
    [Optional]
    public IReadOnlyList<FindingData>? Remaining { get; init; }

    /// <summary><c>renew</c>: what else the operator must know; if there is anything.</summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Notes { get; init; }

    /// <summary>The activation of the components; if there was one.</summary>
    [Optional]
    public IReadOnlyList<ActivationData>? Activation { get; init; }

    /// <summary>
    /// <c>renew</c>, <c>create</c>: whether the change was rolled back because the activation of a component failed; if there was an
    /// activation.
    /// </summary>
    [Optional]
    public bool? TakenBack { get; init; }

    /// <summary>
    /// Why the command was not carried out; for <c>recover</c>, the unreadable transactions and the skipped files in home directories.
    /// </summary>
    [Optional]
    public IReadOnlyList<ProblemData>? Problems { get; init; }

    /// <summary>A command whose result is only its outcome.</summary>
    public static ResultDocument Of(string verb, string outcome) => new() { Verb = verb, Outcome = outcome };

    /// <summary>A command that was not carried out.</summary>
    public static ResultDocument Of(string verb, int exitCode, IReadOnlyList<Problem> problems, Language language)
        => Of(verb, Words.Outcome(exitCode)) with { Problems = ProblemData.Of(problems, language) };

    /// <summary>A transaction, and why files in home directories were skipped.</summary>
    public static ResultDocument Of(string verb, string outcome, TransactionRecord transaction, Language language)
        => Of(verb, outcome) with
        {
            Transaction = TransactionData.Of(transaction),
            Left = ProblemData.IfAny(transaction.Skipped, language),
        };

    /// <summary>A renewal that was carried out, or had nothing to do (<paramref name="done"/> is null).</summary>
    public static ResultDocument Of(RenewalPlan plan, ChangedNode? done, ChangeActivation? activated, Language language)
        => Changed("renew", done, activated, language) with
        {
            Renewed = PkiEntryData.Of(done?.Verdicts ?? [], language),
            Skipped = SkipData.Of(plan.Skipped, language),
            Components = ComponentData.Of(plan.Effects),
            Remaining = FindingData.Of(done?.Remaining ?? plan.Remaining, language),
            Notes = ProblemData.IfAny(plan.Notes, language),
        };

    /// <summary>A creation that was carried out, or had nothing to do (<paramref name="done"/> is null).</summary>
    public static ResultDocument Of(CreationPlan plan, ChangedNode? done, ChangeActivation? activated, Language language)
        => Changed("create", done, activated, language) with
        {
            Created = PkiEntryData.Of(done?.Verdicts ?? [], language),
            Skipped = SkipData.Of(plan.Skipped, language),
            Components = ComponentData.Of(plan.Effects),
            Outdated = OutdatedData.Of(plan.Outdated),
            Remaining = FindingData.Of(done?.Remaining ?? plan.Remaining, language),
        };

    /// <summary>An import that was carried out.</summary>
    public static ResultDocument Of(ImportPlan plan, ChangedNode done, int exitCode, Language language)
        => Of("csr", Words.Outcome(exitCode), done.Transaction, language) with
        {
            Imported = PkiEntryData.Of(done.Verdicts, language),
            Skipped = SkipData.Of(plan.Skipped, language),
            Remaining = FindingData.Of(done.Remaining, language),
        };

    /// <summary>An import without anything to install.</summary>
    public static ResultDocument NothingToImport(ImportPlan plan, Language language)
        => Of("csr", Words.NothingToDo) with { Imported = [], Skipped = SkipData.Of(plan.Skipped, language) };

    /// <summary>The result of <c>recover</c>.</summary>
    public static ResultDocument Of(RecoveryReport report, IReadOnlyList<Problem> unreadable, Language language)
        => Of("recover", report.NothingToDo ? Words.NothingToDo : Words.Done) with
        {
            RolledForward = Parts.Of(report.RolledForward, t => TransactionData.Of(t)),
            RolledBack = Parts.Of(report.RolledBack, t => TransactionData.Of(t)),
            Problems = ProblemData.Of(unreadable.Concat(report.Skipped), language),
        };

    private static ResultDocument Changed(string verb, ChangedNode? done, ChangeActivation? activated, Language language)
        => (done is null ? Of(verb, Words.NothingToDo) : Of(verb, Words.Outcome(ExitCode.Of(activated)), done.Transaction, language)) with
        {
            Activation = activated is null ? null : ActivationData.Of(activated.Report, language),
            TakenBack = activated is null ? null : activated.AfterUndo is not null,
        };
}

/// <summary>A certificate signing request that was written.</summary>
internal sealed class RequestData
{
    /// <summary>Name of the item.</summary>
    public required string Name { get; init; }

    /// <summary>The file of the request.</summary>
    public required string Request { get; init; }

    /// <summary>The file in which <c>csr import</c> expects the signed certificate.</summary>
    public required string Certificate { get; init; }

    /// <summary>The requested common name.</summary>
    public required string CommonName { get; init; }

    /// <summary>The requested organizations.</summary>
    public required IReadOnlyList<string> Organizations { get; init; }

    /// <summary>The requested subject alternative names.</summary>
    public required IReadOnlyList<string> Sans { get; init; }

    /// <summary>Name of the CA that must sign the request.</summary>
    public required string? Authority { get; init; }

    public static IReadOnlyList<RequestData> Of(RequestPlan plan, string directory) => Parts.Of(plan.Actions, a => new RequestData
    {
        Name = a.Item.Name,
        Request = directory + a.Places.Request,
        Certificate = directory + a.Places.Certificate,
        CommonName = a.Identity.CommonName,
        Organizations = a.Identity.Organizations,
        Sans = [.. a.Identity.Names],
        Authority = a.Item.Entry.Issuer,
    });
}
