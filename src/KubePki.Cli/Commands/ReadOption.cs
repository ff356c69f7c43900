using System.CommandLine;

namespace KubePki.Cli.Commands;

/// <summary>An option whose value is parsed from strings, in the same way on a command line and in a request.</summary>
internal interface ITextOption
{
    /// <summary>Parses the value. Errors are passed to <paramref name="wrong"/>.</summary>
    object? Read(IReadOnlyList<string> texts, Action<string> wrong);
}

/// <summary>An option with its own parser, so that a wrong value is a usage error.</summary>
internal sealed class ReadOption<T> : Option<T>, ITextOption
{
    private readonly Func<IReadOnlyList<string>, Action<string>, T?> _read;

    public ReadOption(string name, Func<IReadOnlyList<string>, Action<string>, T?> read, params string[] aliases)
        : base(name, aliases)
    {
        _read = read;
        CustomParser = result => read([.. result.Tokens.Select(t => t.Value)], result.AddError);
    }

    object? ITextOption.Read(IReadOnlyList<string> texts, Action<string> wrong) => _read(texts, wrong);
}
