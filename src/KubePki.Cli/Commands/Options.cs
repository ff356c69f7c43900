using System.CommandLine;
using System.Globalization;
using KubePki.Cli.Present;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>Options whose values are checked while the command line is parsed, so that a wrong value is a usage error.</summary>
internal static class Options
{
    public static Option<bool> Switch(CommonOptions common, string name, Text about, params string[] aliases)
        => new(name, aliases) { Description = about.In(common.Language) };

    public static Option<T?> Value<T>(CommonOptions common, string name, string valueName, Text about, Func<string, Outcome<T>> read)
        where T : class
        => new ReadOption<T?>(name, (texts, wrong) =>
        {
            var value = read(texts[^1]);
            if (!value.Succeeded)
            {
                wrong($"{name}: {value.Problem.Text(common.Language)}{Hint(value.Problem, common.Language)}");
            }

            return value.Value;
        })
        {
            Description = about.In(common.Language),
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
        };

    /// <summary>One of several words. <paramref name="refusal"/> has placeholders for the wrong word and the valid ones.</summary>
    public static Option<string?> OneOf(CommonOptions common, string name, IReadOnlyCollection<string> words, Text about, Text refusal)
        => new ReadOption<string?>(name, (texts, wrong) =>
        {
            if (!words.Contains(texts[^1]))
            {
                wrong(refusal.In(common.Language, texts[^1], string.Join(", ", words)));
            }

            return texts[^1];
        })
        {
            Description = about.In(common.Language),
            HelpName = string.Join('|', words),
        };

    public static Option<KeyAlgorithm?> KeyKind(CommonOptions common, Text about) => Value<KeyAlgorithm>(
        common, "--key-algorithm", string.Join('|', KeyAlgorithm.Offered), about,
        text => KeyAlgorithm.Named(text) is { } algorithm
            ? algorithm
            : X509Messages.UnknownKeyAlgorithm.At("", text, string.Join(", ", KeyAlgorithm.Offered)));

    /// <summary>DNS names and addresses; the option may be given more than once.</summary>
    public static Option<string[]> Names(CommonOptions common, string name, Text about, Func<string, Outcome<string>> reader)
        => new ReadOption<string[]>(name, (texts, wrong) => [.. texts.Select(text =>
        {
            var read = reader(text);
            if (!read.Succeeded)
            {
                wrong($"{name}: {read.Problem.Text(common.Language)}{Hint(read.Problem, common.Language)}");
            }

            return read.Value ?? "";
        })])
        {
            Description = about.In(common.Language),
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<int?> Number(CommonOptions common, string name, Text about, int least, int most)
        => new ReadOption<int?>(name, (texts, wrong) =>
        {
            if (int.TryParse(texts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            var (from, to) = (least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
            wrong(HelpTexts.BadNumber.In(common.Language, name, texts[^1], from, to));
            return null;
        })
        {
            Description = about.In(common.Language),
            HelpName = "N",
        };

    private static string Hint(Problem problem, Language language) => problem.Hint(language) is { Length: > 0 } hint ? $" ({hint})" : "";
}
