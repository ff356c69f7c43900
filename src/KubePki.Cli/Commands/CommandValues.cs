using System.CommandLine;
using System.CommandLine.Parsing;

namespace KubePki.Cli.Commands;

/// <summary>An option or argument that was given.</summary>
/// <param name="Symbol">The option or argument.</param>
/// <param name="Texts">The given values, as on a command line; empty for a switch.</param>
/// <param name="Value">The parsed value; only if it came in a request.</param>
internal sealed record GivenValue(Symbol Symbol, IReadOnlyList<string> Texts, object? Value = null);

/// <summary>The values of a command's options and arguments, from a command line or from another kubepki's request.</summary>
internal sealed class CommandValues
{
    private readonly ParseResult? _parsed;
    private readonly IReadOnlyList<GivenValue> _requested;

    private CommandValues(Verb verb, ParseResult? parsed, IReadOnlyList<GivenValue> requested)
        => (Verb, _parsed, _requested) = (verb, parsed, requested);

    /// <summary>The command.</summary>
    public Verb Verb { get; }

    /// <summary>The given arguments.</summary>
    public IReadOnlyList<string> Arguments => [.. Given.Where(g => g.Symbol is Argument).SelectMany(g => g.Texts)];

    /// <summary>The given options, in their order.</summary>
    public IEnumerable<GivenValue> Options => Given.Where(g => g.Symbol is Option);

    private IEnumerable<GivenValue> Given => _parsed is null ? _requested : _parsed.CommandResult.Children.Select(Of).OfType<GivenValue>();

    /// <summary>The values of a command line.</summary>
    public static CommandValues Of(ParseResult parsed) => new((Verb)parsed.CommandResult.Command, parsed, []);

    /// <summary>The values of a request.</summary>
    public static CommandValues Of(Verb verb, IReadOnlyList<GivenValue> requested) => new(verb, null, requested);

    /// <summary>The value of an option; the default of its type if it was not given.</summary>
    public T? GetValue<T>(Option<T> option) => _parsed is null ? Requested<T>(option) : _parsed.GetValue(option);

    /// <summary>The value of an argument; the default of its type if it was not given.</summary>
    public T? GetValue<T>(Argument<T> argument) => _parsed is null ? Requested<T>(argument) : _parsed.GetValue(argument);

    /// <summary>Whether this option itself was given: a command may have another one of the same name.</summary>
    public bool Has(Option option) => Options.Any(o => o.Symbol == option);

    /// <summary>Whether the option of this name was given.</summary>
    public bool Has(string option) => Options.Any(o => o.Symbol.Name == option);

    /// <summary>Whether a switch was given and is on: <c>--dry-run=false</c> is off.</summary>
    public bool IsOn(string option) => Options.Any(o => o.Symbol is Option<bool> given && given.Name == option && GetValue(given));

    /// <summary>The given value of the option of this name; null if it was not given.</summary>
    public string? TextOf(string option) => Options.FirstOrDefault(o => o.Symbol.Name == option) is { Texts: [.., var text] } ? text : null;

    private T? Requested<T>(Symbol symbol) => _requested.FirstOrDefault(g => g.Symbol == symbol)?.Value is T value ? value : default;

    private static GivenValue? Of(SymbolResult result) => result switch
    {
        OptionResult { Implicit: false } option => new GivenValue(option.Option, [.. option.Tokens.Select(t => t.Value)]),
        ArgumentResult argument => new GivenValue(argument.Argument, [.. argument.Tokens.Select(t => t.Value)]),
        _ => null,
    };
}
