using System.Text.RegularExpressions;

namespace KubePki.Tests.Architecture;

/// <summary>The source files, for rules that the compiler does not check.</summary>
internal static partial class Sources
{
    /// <summary>Every file of the library; skips the test if the sources are not beside the tests.</summary>
    public static IReadOnlyList<SourceFile> Library() => Of("src/KubePki", "KubePki");

    /// <summary>Every file of the binary.</summary>
    public static IReadOnlyList<SourceFile> CommandLine() => Of("src/KubePki.Cli", "KubePki.Cli");

    /// <summary>The checkout; skips the test if the sources are not beside the tests.</summary>
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

    /// <summary>
    /// The folders of an assembly that a text names: by an import, by a full name, or relative to the assembly's own namespace
    /// (<c>Files.Posix</c>). The relative form needs the types of each folder, to distinguish a folder from a property of the same name.
    /// </summary>
    public static IEnumerable<string> FoldersNamedIn(string text, string assembly, ILookup<string, string> types)
    {
        var inFull = Regex.Matches(
            text, $@"(?:^using (?:static )?|(?<!namespace )\b){Regex.Escape(assembly)}\.([A-Z][A-Za-z0-9]*)", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value);
        var relative = RelativeName().Matches(text).Where(m => types[m.Groups[1].Value].Contains(m.Groups[2].Value))
            .Select(m => m.Groups[1].Value);
        return inFull.Concat(relative).Distinct();
    }

    /// <summary>The types that the files of each folder declare.</summary>
    public static ILookup<string, string> Types(IEnumerable<SourceFile> files)
        => files.SelectMany(f => TypeDeclaration().Matches(f.Text).Select(m => (f.Folder, Type: m.Groups[1].Value)))
            .ToLookup(t => t.Folder, t => t.Type);

    private static IReadOnlyList<SourceFile> Of(string directory, string assembly)
    {
        var root = $"{Root()}/{directory}";
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => new SourceFile(
                file, file.Contains('/') ? file[..file.IndexOf('/', StringComparison.Ordinal)] : "", assembly,
                File.ReadAllText($"{root}/{file}")))];
    }

    [GeneratedRegex(@"(?<![\w.])([A-Z][A-Za-z0-9]*)\.([A-Z][A-Za-z0-9]*)")]
    private static partial Regex RelativeName();

    [GeneratedRegex(@"^(?:public|internal) (?:static |sealed |abstract |readonly |partial )*(?:class|record struct|record|struct|interface|enum) ([A-Z][A-Za-z0-9]*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}

/// <summary>One source file.</summary>
/// <param name="Path">Its path below the assembly's folder.</param>
/// <param name="Folder">The first folder of the path; empty for a file beside the folders.</param>
/// <param name="Assembly">The namespace of the assembly.</param>
/// <param name="Text">The content of the file.</param>
internal sealed record SourceFile(string Path, string Folder, string Assembly, string Text);
