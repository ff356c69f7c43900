using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>--ca-key</c> and where its passphrase comes from. A passphrase is never an argument: the process list shows those to everybody.
/// </summary>
internal sealed class AuthorityKeyOptions(CommonOptions common)
{
    private const string DefaultAuthority = "ca";

    /// <summary>Problems whose own hint helps with a file that was given; the others speak of files of a node.</summary>
    private static readonly string[] OfGivenKeys =
    [
        CliMessages.NeedsPassphrase.Id, X509Messages.WrongPassphrase.Id, X509Messages.TraditionalEncryption.Id, FileMessages.Unreadable.Id,
    ];

    private readonly Option<string[]> _keys = new("--ca-key") { Description = HelpTexts.CaKeyOption.In(common.Tongue), HelpName = "[CA=]FILE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> _descriptor = Options.Number(common, "--ca-passphrase-fd", HelpTexts.PassphraseFdOption, 0, 1023);
    private readonly Option<string?> _variable = new("--ca-passphrase-env") { Description = HelpTexts.PassphraseEnvOption.In(common.Tongue), HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _keys, _descriptor, _variable })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the keys, and what another node brought; the caller disposes them. Asks for a passphrase where one is needed and a person is there.</summary>
    public Outcome<GivenKeys> Read(Invocation invocation, CommandValues values)
    {
        var brought = SharedExchange.Take(invocation.Attendance?.Brings?[AgentRequest.Shared]);
        if (!brought.Succeeded)
        {
            return brought.Problem;
        }

        var given = new GivenKeys();
        foreach (var piece in brought.Value)
        {
            given.Bring(piece);
        }

        byte[]? passphrase = null;
        foreach (var text in values.GetValue(_keys) ?? [])
        {
            if (UnknownAuthority(text) is { } unknown)
            {
                CryptographicOperations.ZeroMemory(passphrase);
                given.Dispose();
                return unknown;
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var (name, file) = equals > 0 && GivenKeys.Names.Contains(text[..equals]) ? (text[..equals], text[(equals + 1)..]) : (DefaultAuthority, text);
            var read = new NodeRoot("/").Read(Path.GetFullPath(file)).Then(content =>
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

    private static Outcome<PrivateKey> Usable(PrivateKey key, string file)
    {
        if (key.IsUsable())
        {
            return key;
        }

        key.Dispose();
        return X509Messages.BrokenKey.At(file);
    }

    /// <summary>What is wrong with a file that was given, with what helps: another file, where its message does not know better.</summary>
    private static Problem Advising(Problem problem, string authority)
        => OfGivenKeys.Contains(problem.Id) ? problem : problem.Advising(ApplyMessages.GiveTheKey, authority);

    /// <summary>A word before the sign that names no CA, where no file is called so as a whole either: a name of a CA was meant.</summary>
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
