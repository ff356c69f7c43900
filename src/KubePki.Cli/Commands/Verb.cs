using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Language;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>A command line that a help text shows, and what it is good for where that needs a word.</summary>
internal sealed record Example(string Command, Text? Purpose = null)
{
    public static implicit operator Example(string command) => new(command);
}

/// <summary>A command with the examples its help shows.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, Text about, CommonOptions common, params Example[] examples)
        : base(name, about.In(common.Tongue)) => Examples = examples;

    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Whether a word too many may be a secret that somebody typed: no error repeats it.</summary>
    public bool TakesSecrets { get; init; }

    /// <summary>What it does; the exit code is the result.</summary>
    public Verb Does(CommonOptions common, Func<Invocation, ParseResult, int> action)
    {
        SetAction(parsed =>
        {
            var invocation = common.Read(parsed);
            using (invocation.Node)
            {
                return Nodes?.IsAsked(parsed) == true ? new FleetFront(invocation, parsed, this).Run() : action(invocation, parsed);
            }
        });
        return this;
    }

    /// <summary>The options with which it runs on several nodes; null for a command of one node only.</summary>
    public NodesOptions? Nodes { get; private set; }

    /// <summary>Lets it run on several nodes, in that manner.</summary>
    public Verb OnNodes(CommonOptions common, NodesManner manner) => OnNodes(new NodesOptions(common, manner));

    /// <summary>Lets it run on several nodes.</summary>
    public Verb OnNodes(NodesOptions nodes)
    {
        Nodes = nodes;
        Nodes.AddTo(this);
        return this;
    }

    /// <summary>What it does when history and backups can be read: what may not be looked into must not look empty.</summary>
    public Verb Reads(string verb, CommonOptions common, Func<Invocation, ParseResult, int> action)
        => Does(common, (invocation, parsed) =>
        {
            try
            {
                return invocation.Node.Transactions.ReadProblem is { } unreadable ? invocation.Fail(verb, unreadable) : action(invocation, parsed);
            }
            catch (IOException e) when (!invocation.HasChanged)
            {
                return invocation.Fail(verb, ApplyMessages.BadState.Because(Transactions.DefaultStateDirectory, e));
            }
        });
}

/// <summary>What a parsed command line says.</summary>
internal static class ParsedOptions
{
    /// <summary>Whether a switch was given and is on: <c>--dry-run=false</c> is off.</summary>
    public static bool IsOn(this ParseResult parsed, string name)
        => parsed.CommandResult.Children.OfType<OptionResult>().Any(o => o.Option is Option<bool> && o.Option.Name == name && !o.Implicit && o.GetValueOrDefault<bool>());
}

/// <summary>Options whose values are checked while the command line is read, so that a wrong one is a usage error.</summary>
internal static class Options
{
    public static Option<bool> Switch(CommonOptions common, string name, Text about, params string[] aliases)
        => new(name, aliases) { Description = about.In(common.Tongue) };

    public static Option<T?> Value<T>(CommonOptions common, string name, string valueName, Text about, Func<string, Outcome<T>> read)
        where T : class
        => new(name)
        {
            Description = about.In(common.Tongue),
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var value = read(result.Tokens[^1].Value);
                if (!value.Succeeded)
                {
                    result.AddError($"{name}: {value.Problem.Text(common.Tongue)}{Hint(value.Problem, common.Tongue)}");
                }

                return value.Value;
            },
        };

    public static Option<KeyAlgorithm?> KeyKind(CommonOptions common, Text about) => Value<KeyAlgorithm>(
        common, "--key-algorithm", string.Join('|', KeyAlgorithm.Offered), about,
        text => KeyAlgorithm.Named(text) is { } algorithm ? algorithm : X509Messages.UnknownKeyAlgorithm.At("", text, string.Join(", ", KeyAlgorithm.Offered)));

    /// <summary>DNS names and addresses; the option may be given more than once.</summary>
    public static Option<string[]> Names(CommonOptions common, string name, Text about, Func<string, Outcome<string>> reader)
        => new(name)
        {
            Description = about.In(common.Tongue),
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token =>
            {
                var read = reader(token.Value);
                if (!read.Succeeded)
                {
                    result.AddError($"{name}: {read.Problem.Text(common.Tongue)}{Hint(read.Problem, common.Tongue)}");
                }

                return read.Value ?? "";
            })],
        };

    public static Option<int?> Number(CommonOptions common, string name, Text about, int least, int most)
        => new(name)
        {
            Description = about.In(common.Tongue),
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError(HelpTexts.BadNumber.In(common.Tongue, name, text, least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture)));
                return null;
            },
        };

    private static string Hint(Problem problem, Tongue tongue) => problem.Hint(tongue) is { Length: > 0 } hint ? $" ({hint})" : "";
}
