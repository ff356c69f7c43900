using System.CommandLine;
using KubePki.Activate;
using KubePki.Cli.Present;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>The options of activation.</summary>
internal sealed class Activating
{
    private const string Auto = "auto";
    private const string Never = "never";
    private readonly Option<string?> _activate;
    private readonly Option<bool> _keep;
    private readonly TimeoutOption _timeout;

    public Activating(CommonOptions common)
    {
        _activate = Options.OneOf(common, "--activate", [Auto, Never], HelpTexts.ActivateOption, HelpTexts.BadActivation);
        _keep = Options.Switch(common, "--keep-on-failure", HelpTexts.KeepOnFailureOption);
        _timeout = new TimeoutOption(common);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_activate);
        command.Options.Add(_keep);
        command.Options.Add(_timeout.Option);
    }

    public ActivationRequest Read(CommandValues values) => new()
    {
        IsWanted = values.GetValue(_activate) != Never,
        KeepOnFailure = values.GetValue(_keep),
        Limits = _timeout.Read(values),
    };
}

/// <summary><c>--timeout</c>: how long a component may take to be healthy after its start.</summary>
internal sealed class TimeoutOption(CommonOptions common)
{
    public const string Name = "--timeout";

    public Option<Span?> Option { get; } = Options.Value<Span>(common, Name, "5m", HelpTexts.TimeoutOption, Span.Parse);

    public ActivationLimits Read(CommandValues values)
        => values.GetValue(Option) is { } given ? ActivationLimits.Default with { Healthy = given.Value } : ActivationLimits.Default;
}
