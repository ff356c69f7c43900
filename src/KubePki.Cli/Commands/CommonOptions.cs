using System.CommandLine;
using System.Globalization;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>The options every command has.</summary>
internal sealed class CommonOptions(Language language, HashSet<OutputFormat> formats)
{
    private static readonly string[] Languages = ["en", "zh-CN"];

    private readonly Option<string> _root = new ReadOption<string>("--root", (texts, wrong) =>
    {
        if (!Directory.Exists(texts[^1]))
        {
            wrong(HelpTexts.BadRoot.In(language, texts[^1]));
        }

        return texts[^1];
    })
    {
        Description = HelpTexts.RootOption.In(language),
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<OutputFormat> _output = new("--output", "-o")
    {
        Description = HelpTexts.OutputOption.In(language),
        HelpName = "table|wide|json|yaml",
        Recursive = true,
        CustomParser = result =>
        {
            if (!Enum.TryParse<OutputFormat>(result.Tokens[^1].Value, ignoreCase: true, out var format) || !formats.Contains(format)
                || char.IsDigit(result.Tokens[^1].Value[0]))
            {
                result.AddError(HelpTexts.BadOutput.In(language, result.Tokens[^1].Value, string.Join(", ", formats).ToLowerInvariant()));
            }

            return format;
        },
    };

    private readonly Option<string> _language = new ReadOption<string>("--lang", (texts, wrong) =>
    {
        if (!Languages.Contains(texts[^1], StringComparer.OrdinalIgnoreCase))
        {
            wrong(HelpTexts.BadLanguage.In(language, texts[^1], string.Join(", ", Languages)));
        }

        return texts[^1];
    })
    {
        Description = HelpTexts.LanguageOption.In(language),
        HelpName = "en|zh-CN",
        Recursive = true,
    };

    private readonly Option<bool> _verbose = new(
        "--verbose", "-v")
    { Description = HelpTexts.VerboseOption.In(language), Recursive = true };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = HelpTexts.QuietOption.In(language), Recursive = true };

    /// <summary>The options in a language, with the output formats that every command supports.</summary>
    public CommonOptions(Language language)
        : this(language, [OutputFormat.Table, OutputFormat.Wide, OutputFormat.Json, OutputFormat.Yaml])
    {
    }

    public Language Language => language;

    /// <summary>The run that was started with these options; null before a run starts, for a help text, and for a usage error.</summary>
    public Invocation? Begun { get; private set; }

    /// <summary>The options that are fields of every request from another kubepki.</summary>
    public IReadOnlyList<Option> OfRequests => [_root, _language, _verbose];

    /// <summary>Lets the command that is being built support further output formats.</summary>
    public void Allow(params OutputFormat[] more) => formats.UnionWith(more);

    /// <summary>
    /// Determines the language, which must be known before the command line is built, because the help texts depend on it.
    /// </summary>
    public static Language FindLanguage(string[] arguments)
    {
        string? given = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--lang" && i + 1 < arguments.Length)
            {
                given = arguments[i + 1];
            }
            else if (arguments[i].StartsWith("--lang=", StringComparison.Ordinal))
            {
                given = arguments[i]["--lang=".Length..];
            }
        }

        string?[] wishes =
        [
            given, Environment.GetEnvironmentVariable("LC_ALL"), Environment.GetEnvironmentVariable("LC_MESSAGES"),
            Environment.GetEnvironmentVariable("LANG"),
        ];
        return LanguageOf(Array.Find(wishes, spec => !string.IsNullOrEmpty(spec)));
    }

    /// <summary>The language for a value of <c>--lang</c> or of the environment.</summary>
    public static Language LanguageOf(string? spec)
        => spec?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? Language.Chinese : Language.English;

    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { _root, _output, _language, _verbose, _quiet })
        {
            root.Options.Add(option);
        }
    }

    public Invocation Read(ParseResult parsed)
    {
        var streams = parsed.InvocationConfiguration;
        var hasTerm = Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");
        var colours = hasTerm && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var directory = parsed.GetValue(_root)!;
        var terminal = new Terminal(
            streams.Output,
            streams.Error,
            language,
            parsed.GetValue(_output),
            parsed.GetValue(_quiet),
            parsed.GetValue(_verbose),
            new Screens(
                colours && !Console.IsOutputRedirected, colours && !Console.IsErrorRedirected, hasTerm && !Console.IsErrorRedirected),
            Width())
        {
            Suggested = Suggested(parsed),
        };
        return Begun = new Invocation(terminal, new ManagedNode(directory, TimeProvider.System));
    }

    /// <summary>A run for another kubepki: it produces the document, and texts without colours.</summary>
    public Invocation Answering(CommandValues values, RemoteCaller caller, TextWriter output, TextWriter diagnostics)
    {
        var plain = new Screens(ColourResults: false, ColourDiagnostics: false, Interactive: false);
        var verbose = values.GetValue(_verbose);
        var terminal = new Terminal(output, diagnostics, language, OutputFormat.Json, quiet: false, verbose, plain, width: null)
        {
            Suggested = Suggested(values),
        };
        return Begun = new Invocation(terminal, new ManagedNode(RootOf(values), TimeProvider.System)) { Caller = caller };
    }

    /// <summary>The root of the node that a request is for.</summary>
    public string RootOf(CommandValues values) => values.GetValue(_root) ?? "/";

    /// <summary>How suggested commands refer to the node of this command line.</summary>
    public SuggestedCommands Suggested(ParseResult? parsed)
        => SuggestedCommands.At(parsed?.GetValue(_root)) with { CalledAs = ProgramName.Words };

    /// <summary>How suggested commands refer to the node of a request.</summary>
    public SuggestedCommands Suggested(CommandValues values) => SuggestedCommands.At(RootOf(values));

    /// <summary>The value of COLUMNS if it is set, as in other programs; else the terminal's own width.</summary>
    private static int? Width()
        => int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            && columns > 0
            ? columns
            : StandardStreams.OutputWidth;
}
