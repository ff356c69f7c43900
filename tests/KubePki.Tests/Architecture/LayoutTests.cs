using System.Text.RegularExpressions;

namespace KubePki.Tests.Architecture;

/// <summary>The layout rules for every file of the repository; docs/style.md gives the reasons.</summary>
public sealed partial class LayoutTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 400;

    /// <summary>
    /// A literal of this length is data (a regular expression, a document, a command) that is harder to read with a line break.
    /// </summary>
    private const int LongLiteral = 60;

    private static readonly string[] Folders = ["src", "tests", "samples", "benchmarks", "tools", "deploy"];
    private static readonly string[] Ignored = ["bin", "obj", "out", "TestResults"];

    [Fact]
    public void Lines_of_code_have_at_most_140_characters()
        => Assert.Empty(Files("*.cs").SelectMany(file => TooLong(file, LinesOfCode(File.ReadAllLines(file)))));

    /// <summary>former-names.txt lists old names. None of them may occur again.</summary>
    [Fact]
    public void No_former_name_is_left()
    {
        var list = $"{Sources.Root()}/tests/KubePki.Tests/Architecture/former-names.txt";
        var names = File.ReadAllLines(list).Where(line => line.Length > 0 && line[0] != '#').ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(names);
        Assert.Empty(
            from file in Files("*.cs")
            from word in Word().Matches(File.ReadAllText(file)).Select(m => m.Value).Distinct()
            where names.Contains(word)
            select $"{Path.GetRelativePath(Sources.Root(), file)}: {word}");
    }

    private static IEnumerable<string> TooLong(string file, IEnumerable<(int Number, string Text)> lines)
        => lines.Where(line => line.Text.Length > LongestLine)
            .Select(line => $"{Path.GetRelativePath(Sources.Root(), file)}:{line.Number}: {line.Text.Length} characters");

    /// <summary>The lines that are not inside a raw string literal and contain no long literal.</summary>
    private static IEnumerable<(int Number, string Text)> LinesOfCode(string[] lines)
    {
        var isRaw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var wasRaw = isRaw;
            isRaw ^= RawQuotes().Count(lines[i]) % 2 == 1;
            if (!wasRaw && !isRaw && !Literal().Matches(lines[i]).Any(literal => literal.Length >= LongLiteral))
            {
                yield return (i + 1, lines[i]);
            }
        }
    }

    private static IEnumerable<string> Files(string pattern)
        => Folders.Select(folder => $"{Sources.Root()}/{folder}").SelectMany(Below)
            .Where(file => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file)));

    private static IEnumerable<string> Below(string directory)
        => Directory.EnumerateFiles(directory)
            .Concat(Directory.EnumerateDirectories(directory).Where(below => !Ignored.Contains(Path.GetFileName(below))).SelectMany(Below));

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();

    [GeneratedRegex(""""(?:"{3}.*|@"(?:[^"]|"")*"|"(?:[^"\\]|\\.)*")"""")]
    private static partial Regex Literal();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();
}
