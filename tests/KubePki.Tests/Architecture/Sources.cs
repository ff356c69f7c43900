using System.Text.RegularExpressions;

namespace KubePki.Tests.Architecture;

/// <summary>The library's sources, for rules that the compiler does not know.</summary>
internal static partial class Sources
{
    /// <summary>Every file of the library, as folder and text; skips the test where the sources are not beside the tests.</summary>
    public static IReadOnlyList<SourceFile> Library()
    {
        var root = Root();
        var library = $"{root}/src/KubePki";
        return [.. Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(library, file))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => new SourceFile(file, file.Contains('/') ? file[..file.IndexOf('/', StringComparison.Ordinal)] : "", File.ReadAllText($"{library}/{file}")))];
    }

    /// <summary>The checkout; skips the test where the sources are not beside the tests.</summary>
    public static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists($"{root}/kubepki.slnx"))
        {
            root = Path.GetDirectoryName(root);
        }

        Assert.SkipWhen(root is null, "the tests run away from the sources");
        return root!;
    }

    /// <summary>The library's folders that a text imports or names in full.</summary>
    public static IEnumerable<string> FoldersNamedIn(string text) => FolderName().Matches(text).Select(m => m.Groups[1].Value).Distinct();

    [GeneratedRegex(@"(?:^using (?:static )?|(?<!namespace )\b)KubePki\.([A-Z][A-Za-z0-9]*)", RegexOptions.Multiline)]
    private static partial Regex FolderName();
}

/// <summary>One source file.</summary>
internal sealed record SourceFile(string Path, string Folder, string Text);
