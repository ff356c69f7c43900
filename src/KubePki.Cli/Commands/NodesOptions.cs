using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Language;

namespace KubePki.Cli.Commands;

/// <summary>How a command runs on several nodes.</summary>
internal enum NodesManner
{
    /// <summary>On all at once: it changes nothing.</summary>
    Reads,

    /// <summary>On all at once, to see how they are: what is wrong with them together counts as well.</summary>
    Judges,

    /// <summary>On all at once, after consent where it asks for one: what it changes on one node does not touch the others.</summary>
    AllAtOnce,

    /// <summary>One node at a time.</summary>
    OneByOne,

    /// <summary>Made ready on all at once, put in place one node at a time.</summary>
    InTwoSteps,
}

/// <summary>The options that run a command on several nodes, and what they say.</summary>
internal sealed class NodesOptions
{
    private readonly Option<string?> _nodes;
    private readonly Option<string?> _inventory;
    private readonly Option<string?> _group;
    private readonly Option<bool> _become;
    private readonly Option<string?> _configuration;
    private readonly Option<bool> _discover;
    private readonly Option<bool> _resume;
    private readonly Option<bool> _share;
    private readonly Option<Span?> _timeout;

    public NodesOptions(CommonOptions common, NodesManner manner)
    {
        Manner = manner;
        _nodes = Text("--nodes", "A,B,C", HelpTexts.NodesListOption);
        _inventory = Text("--inventory", "FILE", HelpTexts.InventoryOption);
        _group = Text("--group", "NAME", HelpTexts.InventoryGroupOption);
        _discover = Options.Switch(common, "--discover", HelpTexts.DiscoverOption);
        _become = Options.Switch(common, "--become", HelpTexts.BecomeOption);
        _configuration = Text("--ssh-config", "FILE", HelpTexts.SshConfigOption);
        _resume = Options.Switch(common, "--resume", HelpTexts.ResumeOption);
        _share = Options.Switch(common, "--share-cas", HelpTexts.ShareOption);
        _timeout = Options.Value<Span>(common, TimeoutOption.Name, "2m", HelpTexts.NodeTimeoutOption, Span.Parse);
        All = [_nodes, _inventory, _group, _discover, _become, _configuration, _timeout, .. manner == NodesManner.InTwoSteps ? [_resume, _share] : Array.Empty<Option>()];

        Option<string?> Text(string name, string valueName, Text about) => new(name) { Description = about.In(common.Tongue), HelpName = valueName };
    }

    public NodesManner Manner { get; }

    /// <summary>Shows what the nodes gave; null for the usual tables and documents.</summary>
    public Func<Invocation, ParseResult, FleetReading, int>? Shows { get; init; }

    /// <summary>Puts the document of all nodes where it is wanted; the exit code when that failed. Null for stdout.</summary>
    public Func<Invocation, ParseResult, Document, int?>? Gives { get; init; }

    /// <summary>What each node is given of the command's arguments, by its name, or why they do not fit the nodes; null where all are given the same.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<NodeTarget>, Outcome<IReadOnlyDictionary<string, IReadOnlyList<string>>>>? Chooses { get; init; }

    public IReadOnlyList<Option> All { get; private set; }

    /// <summary>The option of the same name that a command has for its components; null where it has none.</summary>
    private Option<Span?>? ComponentTimeout { get; set; }

    public void AddTo(Command command)
    {
        ComponentTimeout = command.Options.OfType<Option<Span?>>().FirstOrDefault(o => o.Name == TimeoutOption.Name);
        All = [.. All.Where(o => o != _timeout || ComponentTimeout is null)];
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_nodes) is not null || parsed.GetValue(_inventory) is not null || parsed.GetValue(_discover);

    /// <summary>What is wrong with an option that was given and does nothing without another; null where there is none such.</summary>
    public string? Idle(ParseResult parsed, Tongue tongue)
    {
        var asked = IsAsked(parsed);
        (Option Option, bool Works, Text GoesWith)[] needs =
        [
            (_group, parsed.GetValue(_inventory) is not null, HelpTexts.GoesWithInventory),
            (_become, asked, HelpTexts.GoesWithNodes),
            (_configuration, asked, HelpTexts.GoesWithNodes),
            (_resume, asked, HelpTexts.GoesWithNodes),
            (_share, asked, HelpTexts.GoesWithNodes),
            (_timeout, asked, HelpTexts.GoesWithNodes),
        ];
        return needs.Where(n => !n.Works && parsed.GetResult(n.Option) is { Implicit: false }).Select(n => n.GoesWith.In(tongue, n.Option.Name)).FirstOrDefault();
    }

    public bool Resumes(ParseResult parsed) => Manner == NodesManner.InTwoSteps && parsed.GetValue(_resume);

    public bool Discovers(ParseResult parsed) => parsed.GetValue(_discover);

    public bool Becomes(ParseResult parsed) => parsed.GetValue(_become);

    public bool Shares(ParseResult parsed) => Manner == NodesManner.InTwoSteps && parsed.GetValue(_share);

    /// <summary>How long nodes are waited for.</summary>
    public NodeLimits Limits(ParseResult parsed)
        => ComponentTimeout is { } own ? parsed.GetValue(own) is { } healthy ? NodeLimits.Default.WithComponents(healthy.Value) : NodeLimits.Default
            : parsed.GetValue(_timeout) is { } limit ? NodeLimits.Default.Within(limit.Value) : NodeLimits.Default;

    public string? SshConfiguration(ParseResult parsed) => parsed.GetValue(_configuration);

    /// <summary>The nodes that were asked for; those of both options together.</summary>
    public Outcome<IReadOnlyList<NodeTarget>> Read(ParseResult parsed)
    {
        var become = parsed.GetValue(_become);
        var listed = parsed.GetValue(_nodes) is { } list ? NodeTarget.ParseList(list) : null;
        var stored = parsed.GetValue(_inventory) is { } file ? InventoryFiles.Read(file, parsed.GetValue(_group)) : null;
        return listed?.Problem ?? stored?.Problem ?? Combined([.. listed?.Value ?? [], .. stored?.Value ?? []]);

        Outcome<IReadOnlyList<NodeTarget>> Combined(IReadOnlyList<NodeTarget> nodes)
            => nodes.Select(n => n with { Become = n.Become || become }).ToList();
    }
}

/// <summary>A command line as it was given: for nodes, and for people to go on with.</summary>
internal static class Forwarded
{
    /// <summary>What the front does itself, and what is for this side only.</summary>
    private static readonly HashSet<string> Kept = ["--root", "--output", "--lang", "--quiet", "--dry-run", "--yes", "--to"];

    /// <summary>Options that name a key of this machine, or a descriptor or variable of this process.</summary>
    public static readonly IReadOnlyList<string> OwnKeys = ["--ca-key", "--ca-passphrase-fd", "--ca-passphrase-env"];

    /// <summary>The command's arguments as they were given.</summary>
    public static IReadOnlyList<string> Arguments(ParseResult parsed)
        => [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)];

    /// <summary>The command's names, its arguments or those <paramref name="chosen"/> in their place, and its own options as they were given.</summary>
    public static IReadOnlyList<string> Words(ParseResult parsed, Verb verb, IReadOnlyList<string>? chosen)
    {
        List<string> words = [.. Help.PathOf(verb).Split(' ').Skip(1), .. chosen ?? Arguments(parsed)];
        foreach (var child in parsed.CommandResult.Children)
        {
            if (child is OptionResult { Implicit: false } option && !Kept.Contains(option.Option.Name) && !verb.Nodes!.All.Contains(option.Option))
            {
                words.Add(option.Option.Name);
                words.AddRange(option.Tokens.Select(t => t.Value));
            }
        }

        return words;
    }
}
