using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Localization;

namespace KubePki.Cli;

/// <summary>Errors of a command line, in the program's own words and language.</summary>
internal static class UsageErrors
{
    /// <summary>The maximum edit distance between a word and the one that was probably meant.</summary>
    private const int MostSlips = 2;

    public static IReadOnlyList<string> Of(ParseResult parsed, Language language)
    {
        var command = parsed.CommandResult.Command;

        // Everything after an unknown word is unknown for the same reason, so only the first is reported.
        if ((parsed is { Errors.Count: > 0, UnmatchedTokens: [var unmatched, ..] } ? unmatched : MisspelledOption(parsed)) is { } word)
        {
            if (command is Verb { TakesSecrets: true } && !word.StartsWith("--", StringComparison.Ordinal))
            {
                return [HelpTexts.OneCredential.In(language)];
            }

            var unknown = HelpTexts.UnknownWord.In(language, WithoutValue(word));
            return [Nearest(command, word) is { } meant ? $"{unknown}; {HelpTexts.DidYouMean.In(language, meant)}" : unknown];
        }

        if (parsed.Errors.Count == 0)
        {
            return command is Verb { Nodes: { } nodes } && nodes.Idle(CommandValues.Of(parsed), language) is { } idle ? [idle] : [];
        }

        return command.Subcommands.Count > 0
            ? [HelpTexts.NeedsCommand.In(language)]
            : [.. parsed.Errors.Select(e => command is Verb { TakesSecrets: true } ? WithoutGiven(e, language) : Words(e, language))
                .Distinct()];
    }

    /// <summary>
    /// The word that looks like an option but was parsed as a name, in a command that takes names; null if there is none.
    /// </summary>
    private static string? MisspelledOption(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens)
        .FirstOrDefault(token => token.Value.Length > 1 && token.Value.StartsWith('-'))?.Value;

    /// <summary>Removes the value from an option's text: the value of an unknown option may be a secret.</summary>
    private static string WithoutValue(string word)
        => word.StartsWith('-') && word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? word[..equals] : word;

    /// <summary>
    /// Hides the value of an option if a secret may have been pasted in the wrong place: neither the option's own parser nor the library
    /// repeats it.
    /// </summary>
    private static string WithoutGiven(ParseError error, Language language)
        => error.SymbolResult is OptionResult { Tokens.Count: > 0, Option: var option } result && !IsGivenTwice(result)
        ? HelpTexts.UnfitValue.In(language, option.Name, option.HelpName ?? "true|false")
        : Words(error, language);

    /// <summary>The library's own errors are only in English. Those of the options' parsers are in the right language already.</summary>
    private static string Words(ParseError error, Language language) => error.SymbolResult switch
    {
        OptionResult result when IsGivenTwice(result) =>
            HelpTexts.GivenTwice.In(language, result.Option.Name, result.Option.HelpName ?? "true|false"),
        OptionResult { Tokens.Count: 0, Option: var option } => HelpTexts.NeedsValue.In(language, option.Name, option.HelpName ?? ""),
        ArgumentResult { Tokens.Count: 0, Argument: var argument } =>
            HelpTexts.NeedsArgument.In(language, argument.HelpName ?? argument.Name),
        _ => error.Message,
    };

    private static bool IsGivenTwice(OptionResult result) => result.Tokens.Count > result.Option.Arity.MaximumNumberOfValues;

    private static string? Nearest(Command command, string word)
        => command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
            .Concat(command.Options.Concat(Help.Ancestry(command).Last().Options).Select(o => o.Name))
            .Concat(command.Arguments.SelectMany(a => a.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty))
            .Select(c => c.Label))
            .Select(candidate => (candidate, Slips: Distance(candidate, word)))
            .Where(x => x.Slips <= MostSlips && x.Slips < word.Length)
            .OrderBy(x => x.Slips)
            .Select(x => x.candidate)
            .FirstOrDefault();

    /// <summary>How many letters must be added, removed, changed or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var change = one[i - 1] == other[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}
