using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using KubePki.Localization;

namespace KubePki.Tests.Localization;

/// <summary>A command pasted from a remedy refers to the file that the remedy is about.</summary>
public sealed partial class ShellWordTests
{
    private static readonly string[] Pieces =
        [
            "'", "\\", "$(id)", "`id`", "!!", "{0}", "{name}", "kubepki renew x ", " --config cluster.yaml", "\n", "\u001b[31m", "\u202e",
            "\u200b", "e\u0301\u0301", "中", "😀", " ", "*", "~", "#", "\"", "-",
        ];

    /// <summary>Every character that a name can contain: no NUL, and no lone surrogate.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char['\u0001', '\ud7ff'].Select(c => c.ToString()),
        Gen.Char['\u0001', '\x9f'].Select(c => c.ToString()),
        Gen.Int[0xe0000, 0xe01ef].Select(char.ConvertFromUtf32),
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).Array[0, 10].Select(string.Concat);

    /// <summary>The number of words per shell.</summary>
    private const int Together = 200;

    [Theory]
    [InlineData("apiserver", "apiserver")]
    [InlineData("/home/ann/.kube/config", "/home/ann/.kube/config")]
    [InlineData("/home/ann/.kube/config#ann@prod", "'/home/ann/.kube/config#ann@prod'")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("证书", "'证书'")]
    [InlineData("", "''")]
    [InlineData("esc\u001b[31m\n", "$'esc\\033[31m\\012'")]
    [InlineData("bidi\u202e it's", "$'bidi\\342\\200\\256\\040it\\047s'")]
    [InlineData("证\u200b书", "$'\\350\\257\\201\\342\\200\\213\\344\\271\\246'")]
    [InlineData("{0}", "'{0}'")]
    public void A_word_is_written_so(string text, string word) => Assert.Equal(word, ShellWord.Of(text));

    [Fact]
    public void A_terminal_gets_nothing_raw_and_a_command_takes_it_as_one_name() => Texts.Sample(text =>
    {
        var word = ShellWord.Of(text);
        Assert.Equal(word, VisibleText.Of(word));
        var onNode = Language.English with { Commands = new SuggestedCommands(" --root n") };
        Assert.Equal($"x: kubepki renew {word} --root n --yes; more", Text.Same("x: {kubepki renew {0:sh} --yes}; more").In(onNode, text));
    });

    [Fact]
    public void A_shell_makes_the_same_bytes_of_it() => Texts.Array[Together].Sample(
        texts => Assert.Equal(texts, Read(texts.Select(ShellWord.Of))), iter: 20, threads: 1);

    /// <summary>
    /// In every hint and phrase of the library, a placeholder that begins a word of a command is quoted for the shell. A placeholder at the
    /// end of a word stands for options and is not checked.
    /// </summary>
    [Fact]
    public void Every_place_in_a_command_is_a_word_of_the_shell()
    {
        var texts = typeof(Message).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.DeclaringType!.ContainsGenericParameters && (f.FieldType == typeof(Message) || f.FieldType == typeof(Text)))
            .SelectMany(f => f.GetValue(null) switch
            {
                Message m => [m.Hint.English, m.Hint.Chinese],
                Text p => [p.English, p.Chinese],
                _ => Array.Empty<string>(),
            }).Where(text => text.Contains('{', StringComparison.Ordinal)).ToList();
        Assert.True(texts.Count > 30, $"{texts.Count} texts");
        Assert.All(
            texts, text => Assert.All(Command().Matches(text), command => Assert.DoesNotMatch(@"[ =]\{\d(?!:sh|:path)", command.Value)));
    }

    private static string[] Read(IEnumerable<string> words)
    {
        using var shell = Process.Start(new ProcessStartInfo(
            "bash",
            ["--norc"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        shell.StandardInput.Write($"printf '%s\\0' {string.Join(' ', words)}\n");
        shell.StandardInput.Close();
        var read = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return read.Split('\0')[..^1];
    }

    /// <summary>A command in a text, up to its end; a placeholder stands for a value that is not known in advance.</summary>
    [GeneratedRegex(@"(?:kubepki (?:renew|create|undo|backup|kubeconfig|csr|explain|status)|chmod|chown|setfacl|openssl|systemctl|kubectl|cp|mv|rm|ln) [^;,()\uff0c\uff1b]*")]
    private static partial Regex Command();
}
