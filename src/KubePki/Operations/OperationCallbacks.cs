using KubePki.Activate;
using KubePki.Localization;

namespace KubePki.Operations;

/// <summary>
/// Receives the events and questions of a running operation. By default, every member ignores events and agrees to every question.
/// </summary>
public class OperationCallbacks
{
    /// <summary>Called with each event as it happens.</summary>
    public Action<OperationEvent> OnEvent { get; init; } = _ => { };

    /// <summary>
    /// Called when everything is staged and verified. A returned problem aborts the operation and leaves everything unchanged. Null means
    /// that no approval is needed.
    /// </summary>
    public Func<Problem?>? Gate { get; init; }

    /// <summary>Runs an activation with a token that stops the activation between two components.</summary>
    public Func<Func<CancellationToken, ActivationReport>, ActivationReport> Activating { get; init; } = run => run(CancellationToken.None);
}

/// <summary>The callbacks of an operation that first makes a plan.</summary>
public sealed class OperationCallbacks<TPlan> : OperationCallbacks
{
    /// <summary>Called when the plan is complete and before anything is changed. A returned problem aborts the operation.</summary>
    public Func<TPlan, Problem?> Consent { get; init; } = _ => null;

    /// <summary>
    /// Returns the document that is stored with the transaction to record what was planned: JSON in UTF-8. Default: an empty object.
    /// </summary>
    public Func<TPlan, byte[]> Describe { get; init; } = _ => "{}"u8.ToArray();
}
