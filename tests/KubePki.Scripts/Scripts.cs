namespace KubePki.Scripts;

/// <summary>Every script is a test.</summary>
public sealed class Scripts
{
    /// <summary>The folder of the scripts in the sources: they are read, and updated, where they are edited.</summary>
    internal static string Folder { get; } = FindFolder();

    /// <summary>The scripts; with <c>KUBEPKI_SCRIPT</c> only those whose path contains it.</summary>
    public static TheoryData<string> All => [.. Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path))
        .Where(path => path.Contains(Environment.GetEnvironmentVariable("KUBEPKI_SCRIPT") ?? "", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private static bool IsUpdating => Environment.GetEnvironmentVariable("KUBEPKI_SCRIPTS_UPDATE") is { Length: > 0 };

    [Theory]
    [MemberData(nameof(All))]
    public void Script_passes(string script)
    {
        var read = Script.Read(Path.Combine(Folder, script));
        using var programs = new Programs();
        if (read.Needs.FirstOrDefault(need => !Programs.Has(need)) is { } missing)
        {
            Assert.Skip($"needs {missing}");
        }

        using var run = new ScriptRun(read, programs.Folder, IsUpdating);
        run.Run();
        if (IsUpdating)
        {
            Golden.Update(read, run.Done);
        }

        Assert.True(run.Failures.Count == 0, string.Join("\n\n", run.Failures));
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (new[] { "", "tests/KubePki.Scripts" }.Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(name => File.Exists(Path.Combine(name, "KubePki.Scripts.csproj"))) is { } found)
            {
                return Path.Combine(found, "scripts");
            }
        }

        throw new InvalidOperationException("the folder tests/KubePki.Scripts is not above the test binary");
    }
}
