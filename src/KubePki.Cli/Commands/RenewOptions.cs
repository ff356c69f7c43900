using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>A span of time given on the command line.</summary>
internal sealed record Span(TimeSpan Value)
{
    /// <summary>
    /// Parses a period for expiring certificates. <c>m</c> is refused, because users mean months and programs mean minutes.
    /// </summary>
    public static Outcome<Span> ParsePeriod(string text)
        => Parse(text) is { Succeeded: true } && text[^1] == 'm' ? X509Messages.AmbiguousUnit.At("", text) : Parse(text);

    public static Outcome<Span> Parse(string text)
        => Validity.ParseSpan(text) is { } span ? new Span(span) : X509Messages.BadSpan.At("", text);
}

/// <summary>The options of commands that issue certificates.</summary>
internal sealed class RenewOptions(CommonOptions common)
{
    private readonly Option<Validity?> _validity = Options.Value(
        common, "--validity", "10y|90d|8760h|2036-01-01", HelpTexts.ValidityOption, Validity.Parse);

    private readonly Option<KeyAlgorithm?> _keyAlgorithm = Options.KeyKind(common, HelpTexts.KeyAlgorithmOption);

    private readonly Option<bool> _reuseKey = Options.Switch(common, "--reuse-key", HelpTexts.ReuseKeyOption);
    private readonly Option<Span?> _within = Within(common, HelpTexts.RenewWithinOption);
    private readonly Option<string[]> _add = Options.Names(common, "--add-san", HelpTexts.AddSanOption, NameChange.ReadAdded);
    private readonly Option<string[]> _remove = Options.Names(common, "--remove-san", HelpTexts.RemoveSanOption, NameChange.Read);
    private readonly Option<bool> _replaceTokenKey = ReplaceTokenKey(common);
    private readonly Option<bool> _allowShorter = AllowShorter(common);
    private readonly Option<bool> _acceptNewAuthority = Options.Switch(common, "--accept-new-ca", HelpTexts.AcceptNewCaOption);

    /// <summary><c>--within</c>, parsed as a span.</summary>
    public static Option<Span?> Within(CommonOptions common, Text about)
        => Options.Value<Span>(common, "--within", "30d", about, Span.ParsePeriod);

    /// <summary><c>--allow-shorter</c>, for every command that replaces certificates.</summary>
    public static Option<bool> AllowShorter(CommonOptions common)
        => Options.Switch(common, "--allow-shorter", HelpTexts.AllowShorterOption);

    /// <summary><c>--replace-token-key</c>, for every command that creates keys.</summary>
    public static Option<bool> ReplaceTokenKey(CommonOptions common)
        => Options.Switch(common, "--replace-token-key", HelpTexts.ReplaceTokenKeyOption);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] {
            _validity, _allowShorter, _keyAlgorithm, _reuseKey, _replaceTokenKey, _within, _add, _remove, _acceptNewAuthority,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The renewal request for these names; null for all.</summary>
    public RenewalSpec Read(CommandValues values, IReadOnlyList<string>? names) => new()
    {
        Names = names,
        Validity = values.GetValue(_validity) ?? Validity.OneYear,
        KeyAlgorithm = values.GetValue(_keyAlgorithm),
        ReuseKey = values.GetValue(_reuseKey),
        Within = values.GetValue(_within)?.Value,
        AddNames = values.GetValue(_add) ?? [],
        RemoveNames = values.GetValue(_remove) ?? [],
        AcceptNewAuthority = values.GetValue(_acceptNewAuthority),
        ReplaceTokenKey = values.GetValue(_replaceTokenKey),
        AllowShorter = values.GetValue(_allowShorter),
    };
}

/// <summary>The options of commands that change something.</summary>
internal sealed class ChangeOptions(CommonOptions common)
{
    private readonly Option<bool> _dryRun = Options.Switch(common, "--dry-run", HelpTexts.DryRunOption);
    private readonly Option<bool> _yes = Options.Switch(common, "--yes", HelpTexts.YesOption, "-y");

    public void AddTo(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_yes);
    }

    public bool IsDryRun(CommandValues values) => values.GetValue(_dryRun);

    public bool SaysYes(CommandValues values) => values.GetValue(_yes);
}
