using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>--ca-key</c> and the source of its passphrase. A passphrase is never an argument, because everybody can read arguments in the process
/// list.
/// </summary>
internal sealed class AuthorityKeyOptions(CommonOptions common)
{
    private const string DefaultAuthority = "ca";

    /// <summary>Problems whose own hint helps for a given key file. The hints of all other problems refer to files of a node.</summary>
    private static readonly string[] OfGivenKeys =
    [
        CliMessages.NeedsPassphrase.Id, X509Messages.WrongPassphrase.Id, X509Messages.TraditionalEncryption.Id, FileMessages.Unreadable.Id,
    ];

    private readonly Option<string[]> _keys = new("--ca-key")
    {
        Description = HelpTexts.CaKeyOption.In(common.Language),
        HelpName = "[CA=]FILE",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int?> _descriptor = Options.Number(common, "--ca-passphrase-fd", HelpTexts.PassphraseFdOption, 0, 1023);
    private readonly Option<string?> _variable = new("--ca-passphrase-env")
    {
        Description = HelpTexts.PassphraseEnvOption.In(common.Language),
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _keys, _descriptor, _variable })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// Reads the keys, and the items that another node sent; the caller disposes them. Asks for a passphrase if one is needed and there is
    /// a terminal.
    /// </summary>
    public Outcome<GivenKeys> Read(Invocation invocation, CommandValues values)
    {
        var texts = values.GetValue(_keys) ?? [];
        if ((texts.Select(UnknownAuthority).FirstOrDefault(p => p is not null) ?? Twice(texts)) is { } wrong)
        {
            return wrong;
        }

        var brought = SharedExchange.Take(invocation.Caller?.Brings?[AgentRequest.Shared]);
        if (!brought.Succeeded)
        {
            return brought.Problem;
        }

        var given = new GivenKeys();
        foreach (var piece in brought.Value)
        {
            given.AddShared(piece);
        }

        byte[]? passphrase = null;
        foreach (var text in texts)
        {
            var (name, file) = Parts(text);
            var read = GivenFile.Read(file).Then(content =>
            {
                if (PrivateKey.IsEncrypted(content.Content) && (passphrase ??= Passphrase(invocation, values, file)) is null)
                {
                    return CliMessages.NeedsPassphrase.At(file);
                }

                var key = PrivateKey.ReadEncrypted(content.Content, passphrase, file);
                CryptographicOperations.ZeroMemory(content.Content);
                return key.Then(k => Usable(k, file));
            });
            if (!read.Succeeded)
            {
                CryptographicOperations.ZeroMemory(passphrase);
                given.Dispose();
                return Advising(read.Problem, name);
            }

            given.Add(name, read.Value, file);
        }

        CryptographicOperations.ZeroMemory(passphrase);
        return given;
    }

    /// <summary>Splits a value of the option into the CA's name and the path of the key file.</summary>
    private static (string Authority, string File) Parts(string text)
        => text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && GivenKeys.Names.Contains(text[..equals])
            ? (text[..equals], text[(equals + 1)..]) : (DefaultAuthority, text);

    private static Problem? Twice(IEnumerable<string> texts)
        => texts.GroupBy(t => Parts(t).Authority).FirstOrDefault(keys => keys.Skip(1).Any()) is { } twice
            ? CliMessages.TwoKeys.At("--ca-key", twice.Key) : null;

    private static Outcome<PrivateKey> Usable(PrivateKey key, string file)
    {
        if (key.IsUsable())
        {
            return key;
        }

        key.Dispose();
        return X509Messages.BrokenKey.At(file);
    }

    /// <summary>Gives a problem of a given key file a useful hint: to use another file, unless the problem's own hint is better.</summary>
    private static Problem Advising(Problem problem, string authority)
        => OfGivenKeys.Contains(problem.Id) ? problem : problem.WithHint(ApplyMessages.GiveTheKey, authority);

    /// <summary>
    /// Returns a problem if the word before the equals sign names no CA and no file has the whole text as its name: a CA's name was meant.
    /// </summary>
    private static Problem? UnknownAuthority(string text)
        => text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
            && text[..equals] is var word && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && !GivenKeys.Names.Contains(word) && !File.Exists(text)
                ? CliMessages.UnknownAuthority.At("--ca-key", word, string.Join(' ', GivenKeys.Names)) : null;

    private byte[]? Passphrase(Invocation invocation, CommandValues values, string file)
    {
        if (values.GetValue(_variable) is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        }

        if (values.GetValue(_descriptor) is { } descriptor)
        {
            return HiddenLine.FirstLine(descriptor);
        }

        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            return null;
        }

        return HiddenLine.Read(() => invocation.Terminal.Ask(invocation.Terminal.Say(Texts.AskPassphrase, file)));
    }
}
