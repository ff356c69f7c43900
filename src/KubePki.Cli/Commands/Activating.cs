using System.CommandLine;
using System.Runtime.InteropServices;
using KubePki.Activate;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary>
/// The options of activation, and what follows a committed transaction: activate; when a component that was well before does
/// not come back, take the transaction back and activate the old files.
/// </summary>
internal sealed class Activating
{
    private const string Auto = "auto";
    private const string Never = "never";
    private readonly Option<string?> _activate;
    private readonly Option<bool> _keep;
    private readonly TimeoutOption _timeout;

    public Activating(CommonOptions common)
    {
        _activate = new Option<string?>("--activate") { Description = HelpTexts.ActivateOption.In(common.Tongue), HelpName = $"{Auto}|{Never}" };
        _activate.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Auto or Never) and var way }])
            {
                result.AddError(HelpTexts.BadActivation.In(common.Tongue, way, $"{Auto}, {Never}"));
            }
        });
        _keep = Options.Switch(common, "--keep-on-failure", HelpTexts.KeepOnFailureOption);
        _timeout = new TimeoutOption(common);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_activate);
        command.Options.Add(_keep);
        command.Options.Add(_timeout.Option);
    }

    /// <summary>Whether components are to be activated: only those of this machine can be.</summary>
    private bool IsWanted(Invocation invocation, ParseResult parsed) => parsed.GetValue(_activate) != Never && invocation.IsThisMachine;

    /// <summary>
    /// Activates what a transaction changed. <paramref name="mayTakeBack"/>: whether it is taken back when a component does not
    /// come back. Returns what happened, or null when it is not wanted or nothing runs here.
    /// </summary>
    public Activated? Run(Invocation invocation, ParseResult parsed, TransactionRecord transaction, bool mayTakeBack)
    {
        if (!IsWanted(invocation, parsed))
        {
            return null;
        }

        var state = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow());
        var names = state.ItemsAt(transaction.Paths).Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        if (!Activation.IsAliveAsync(state, invocation.Clock, CancellationToken.None).GetAwaiter().GetResult())
        {
            invocation.Terminal.Note(invocation.Terminal.Say(Texts.NothingRuns));
            return null;
        }

        var report = Activate(invocation, state, _timeout.Read(parsed), names);
        if (report.Failure is not { } failure)
        {
            // What could not be journalled is activated all the same; the next 'activate' finds nothing to do.
            _ = invocation.Transactions.MarkActivated(transaction.Id);
            return new Activated(report, null, ExitCode.Done);
        }

        if (!mayTakeBack || parsed.GetValue(_keep) || !failure.WasHealthy)
        {
            return new Activated(report, null, ExitCode.HalfWay);
        }

        invocation.Terminal.Error(failure.Problem!);
        invocation.Terminal.Note(invocation.Terminal.Say(Texts.TakingBack, transaction.Id));
        var undone = invocation.Transactions.Undo(transaction.Id, force: false);
        if (!undone.Succeeded)
        {
            invocation.Terminal.Error(undone.Problem);
            return new Activated(report, null, ExitCode.HalfWay);
        }

        invocation.TellLeft(undone.Value.Left);
        var old = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow());
        // The way back is not hurried: what failed for want of time must not fail here too.
        var back = Activate(invocation, old, ActivationLimits.Default, names);
        return new Activated(report, back, back.Failure is null && undone.Value.Left.Count == 0 ? ExitCode.Failed : ExitCode.HalfWay);
    }

    /// <summary>Activates the components that use the named items.</summary>
    private static ActivationReport Activate(Invocation invocation, NodeState state, ActivationLimits limits, IReadOnlySet<string> names)
    {
        var components = Activation.ComponentsOf(state)
            .Where(c => state.Items.Any(i => names.Contains(i.Name) && i.Entry.Uses.Any(u => u.Component == c)))
            .ToList();
        return Activate(invocation, state, limits, components, item => names.Contains(item.Name));
    }

    /// <summary>Activates components, telling each step, and stopping between two at a signal.</summary>
    public static ActivationReport Activate(Invocation invocation, NodeState state, ActivationLimits limits, IReadOnlyList<string> components, Func<Item, bool> concerns)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var activation = new Activation(invocation.Root, invocation.Clock, limits, step => Tell(invocation.Terminal, step));
        return activation.RunAsync(state, components, concerns, stop.Token).GetAwaiter().GetResult();

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            invocation.Terminal.Note(invocation.Terminal.Say(Texts.StoppingAfterComponent));
        }
    }

    private static void Tell(Terminal terminal, Statement step) => terminal.Note($"{step.Text(terminal.Tongue)} …");
}

/// <summary>What activation did, what it did after the transaction was taken back, and the exit code that means.</summary>
internal sealed record Activated(ActivationReport Report, ActivationReport? AfterUndo, int Code);

/// <summary><c>--timeout</c>: how long a component may take to be healthy after its start.</summary>
internal sealed class TimeoutOption(CommonOptions common)
{
    public const string Name = "--timeout";

    public Option<Span?> Option { get; } = Options.Value<Span>(common, Name, "5m", HelpTexts.TimeoutOption, Span.Parse);

    public ActivationLimits Read(ParseResult parsed)
        => parsed.GetValue(Option) is { } given ? ActivationLimits.Default with { Healthy = given.Value } : ActivationLimits.Default;
}
