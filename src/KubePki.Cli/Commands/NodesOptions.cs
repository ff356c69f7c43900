using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary>How a command runs on several nodes.</summary>
internal enum FleetMode
{
    /// <summary>On all nodes at once: the command changes nothing.</summary>
    Reads,

    /// <summary>On all nodes at once, to judge them: problems of the nodes as a whole count as well.</summary>
    Judges,

    /// <summary>
    /// On all nodes at once, after confirmation if the command asks for it: changes on one node do not affect the others.
    /// </summary>
    AllAtOnce,

    /// <summary>One node at a time.</summary>
    OneByOne,

    /// <summary>Staged on all nodes at once, committed one node at a time.</summary>
    InTwoSteps,
}

/// <summary>The options that run a command on several nodes, and their values.</summary>
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

    public NodesOptions(CommonOptions common, FleetMode manner)
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
        All =
        [
            _nodes, _inventory, _group, _discover, _become, _configuration, _timeout,
            .. manner == FleetMode.InTwoSteps ? [_resume, _share] : Array.Empty<Option>(),
        ];

        Option<string?> Text(string name, string valueName, Text about)
            => new(name) { Description = about.In(common.Language), HelpName = valueName };
    }

    public FleetMode Manner { get; }

    /// <summary>Shows the results of the nodes; null for the usual tables and documents.</summary>
    public Func<Invocation, CommandValues, FleetReading, int>? Shows { get; init; }

    /// <summary>
    /// Writes the document of all nodes to its destination. Returns an exit code if that failed, else null. If this is not set, the
    /// document is written to stdout.
    /// </summary>
    public Func<Invocation, CommandValues, Document, int?>? Gives { get; init; }

    /// <summary>
    /// Returns the arguments of the command for each node, by node name, or a problem if the given arguments do not fit the nodes. Null if
    /// all nodes get the same arguments.
    /// </summary>
    public Func<
        IReadOnlyList<string>, IReadOnlyList<NodeTarget>,
        Outcome<IReadOnlyDictionary<string, IReadOnlyList<string>>>>? Chooses
    { get; init; }

    public IReadOnlyList<Option> All { get; private set; }

    /// <summary>The option of the same name that a command has for its components; null if it has none.</summary>
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

    public bool IsAsked(CommandValues values)
        => values.GetValue(_nodes) is not null || values.GetValue(_inventory) is not null || values.GetValue(_discover);

    /// <summary>The error for an option that was given and has no effect without another; null if there is none.</summary>
    public string? Idle(CommandValues values, Language language)
    {
        var asked = IsAsked(values);
        (Option Option, bool Works, Text GoesWith)[] needs =
        [
            (_group, values.GetValue(_inventory) is not null, HelpTexts.GoesWithInventory),
            (_become, asked, HelpTexts.GoesWithNodes),
            (_configuration, asked, HelpTexts.GoesWithNodes),
            (_resume, asked, HelpTexts.GoesWithNodes),
            (_share, asked, HelpTexts.GoesWithNodes),
            (_timeout, asked, HelpTexts.GoesWithNodes),
        ];
        return needs.Where(n => !n.Works && values.Has(n.Option)).Select(n => n.GoesWith.In(language, n.Option.Name)).FirstOrDefault();
    }

    public bool Resumes(CommandValues values) => Manner == FleetMode.InTwoSteps && values.GetValue(_resume);

    public bool Discovers(CommandValues values) => values.GetValue(_discover);

    public bool Becomes(CommandValues values) => values.GetValue(_become);

    public bool Shares(CommandValues values) => Manner == FleetMode.InTwoSteps && values.GetValue(_share);

    /// <summary>How long to wait for nodes.</summary>
    public NodeLimits Limits(CommandValues values)
        => ComponentTimeout is { } own
            ? values.GetValue(own) is { } healthy ? NodeLimits.Default.WithComponents(healthy.Value) : NodeLimits.Default
            : values.GetValue(_timeout) is { } limit ? NodeLimits.Default.Within(limit.Value) : NodeLimits.Default;

    public string? SshConfiguration(CommandValues values) => values.GetValue(_configuration);

    /// <summary>The given nodes; the union of both options.</summary>
    public Outcome<IReadOnlyList<NodeTarget>> Read(CommandValues values)
    {
        var become = values.GetValue(_become);
        var listed = values.GetValue(_nodes) is { } list ? NodeTarget.ParseList(list) : null;
        var stored = values.GetValue(_inventory) is { } file ? InventoryFiles.Read(file, values.GetValue(_group)) : null;
        return listed?.Problem ?? stored?.Problem ?? Combined([.. listed?.Value ?? [], .. stored?.Value ?? []]);

        Outcome<IReadOnlyList<NodeTarget>> Combined(IReadOnlyList<NodeTarget> nodes)
            => nodes.Select(n => n with { Become = n.Become || become }).ToList();
    }
}
