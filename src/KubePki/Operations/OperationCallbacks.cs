using KubePki.Activate;
using KubePki.Language;

namespace KubePki.Operations;

/// <summary>What an operation tells and asks while it runs. Every member has a default: nobody listens, and nobody objects.</summary>
public class OperationCallbacks
{
    /// <summary>Called with what happens, as it happens.</summary>
    public Action<OperationEvent> Tell { get; init; } = _ => { };

    /// <summary>
    /// Asked when everything is staged and verified; a problem is the end, and everything is as before. Null where nobody has to be asked.
    /// </summary>
    public Func<Problem?>? Gate { get; init; }

    /// <summary>Runs an activation with a token that stops it between two components.</summary>
    public Func<Func<CancellationToken, ActivationReport>, ActivationReport> Activating { get; init; } = run => run(CancellationToken.None);
}

/// <summary>The callbacks of an operation that makes a plan first.</summary>
public sealed class OperationCallbacks<TPlan> : OperationCallbacks
{
    /// <summary>Asked once the plan stands and before anything is changed; a problem is the end.</summary>
    public Func<TPlan, Problem?> Consent { get; init; } = _ => null;

    /// <summary>The document that is kept with the transaction, to say later what was planned: JSON in UTF-8. Default: an empty object.</summary>
    public Func<TPlan, byte[]> Describe { get; init; } = _ => "{}"u8.ToArray();
}
