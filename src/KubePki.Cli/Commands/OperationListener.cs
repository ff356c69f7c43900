using System.Runtime.InteropServices;
using KubePki.Activate;
using KubePki.Cli.Present;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>
/// Reports the events of a running operation, asks the user for confirmation, and lets a signal stop the operation between two components.
/// </summary>
internal sealed class OperationListener(Invocation invocation) : IDisposable
{
    private readonly Terminal _terminal = invocation.Terminal;
    private Progress? _progress;

    /// <summary>Ends the progress line if an operation ended without ending it.</summary>
    public void Dispose() => _progress?.Dispose();

    /// <summary>The callbacks of an operation that needs no confirmation.</summary>
    public OperationCallbacks Callbacks()
    {
        HeapPages.Prepare();
        return new OperationCallbacks { OnEvent = Tell, Activating = Stoppable };
    }

    /// <summary>The callbacks of an operation with a plan.</summary>
    /// <param name="consent">Shows the plan and asks; a problem means no.</param>
    /// <param name="describe">Returns the document that is stored with the transaction; null for an empty one.</param>
    /// <param name="tell">Receives each event before this listener.</param>
    public OperationCallbacks<TPlan> Callbacks<TPlan>(
        Func<TPlan, Problem?> consent, Func<TPlan, byte[]>? describe = null, Action<OperationEvent>? tell = null)
    {
        HeapPages.Prepare();
        return new OperationCallbacks<TPlan>
        {
            OnEvent = tell is null ? Tell : told =>
            {
                tell(told);
                Tell(told);
            },
            Activating = Stoppable,
            Gate = invocation.Caller?.Gate,
            Consent = consent,
            Describe = describe ?? (_ => "{}"u8.ToArray()),
        };
    }

    private void Tell(OperationEvent told)
    {
        switch (told)
        {
            case ManifestReturned { Told: Problem problem }:
                _terminal.Error(problem);
                break;
            case ManifestReturned { Told: var done }:
                invocation.TellReturned(done);
                break;
            case RunRecovered { Report: var report }:
                invocation.TellRecovered(report);
                break;
            case FilesChanged { Change.Transaction: var transaction }:
                invocation.TellChanged(transaction);
                break;
            case FilesRestored { Transaction: var transaction }:
                invocation.TellChanged(transaction);
                break;
            case NodeObserved { State: var state }:
                invocation.TellObserved(state);
                break;
            case KeysNeeded { Count: var count }:
                _progress = new Progress(_terminal, Texts.MakingKeys, count);
                break;
            case KeyCreated:
                _progress?.Advance();
                break;
            case KeysDone:
                _progress?.Dispose();
                break;
            case NothingIsRunning:
                invocation.NothingRuns = true;
                _terminal.Note(_terminal.Say(Texts.NothingRuns));
                break;
            case WaitingForTurn { Told: Problem problem }:
                _terminal.Error(problem);
                break;
            case WaitingForTurn { Told: var reason }:
                _terminal.Bound(reason.Text(_terminal.Language));
                break;
            case ActivationStep { Step: var step }:
                _terminal.Note($"{step.Text(_terminal.Language)} …");
                break;
            case RollingBack taking:
                _terminal.Error(taking.Failure);
                _terminal.Note(_terminal.Say(Texts.TakingBack, taking.Transaction));
                break;
            case RollbackFailed { Problem: var problem }:
                _terminal.Error(problem);
                break;
            case RolledBackExcept { Left: var left }:
                invocation.TellLeft(left);
                break;
            case ConfigurationWritten { Problem: { } problem }:
                _terminal.Error(problem);
                _terminal.Note(_terminal.Say(Texts.ConfigByHand));
                break;
            case ConfigurationWritten { Where: var where }:
                _terminal.Show([_terminal.Say(Texts.ConfigChanged, where)]);
                break;
        }
    }

    private ActivationReport Stoppable(Func<CancellationToken, ActivationReport> activation)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return activation(stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            _terminal.Note(_terminal.Say(Texts.StoppingAfterComponent));
        }
    }
}
