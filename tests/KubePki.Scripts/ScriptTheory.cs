namespace KubePki.Scripts;

/// <summary>Every script is a test. There are two classes, because classes run in parallel.</summary>
public abstract class ScriptTheory
{
    /// <summary>The folder of the scripts in the sources: scripts are read and updated in place.</summary>
    internal static string Folder { get; } = FindFolder();

    private static bool IsUpdating => Environment.GetEnvironmentVariable("KUBEPKI_SCRIPTS_UPDATE") is { Length: > 0 };

    /// <summary>The scripts; with <c>KUBEPKI_SCRIPT</c>, only those whose path contains it.</summary>
    private protected static TheoryData<string> Where(Func<string, bool> belongs)
        => [.. Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path))
        .Where(path => belongs(path) && path.Contains(Environment.GetEnvironmentVariable("KUBEPKI_SCRIPT") ?? "", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private protected static void Pass(string script)
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
            if (new[] { "", "tests/KubePki.Scripts" }.Select(name => Path.Combine(folder.FullName, name))
                .FirstOrDefault(name => File.Exists(Path.Combine(name, "KubePki.Scripts.csproj"))) is { } found)
            {
                return Path.Combine(found, "scripts");
            }
        }

        throw new InvalidOperationException("the folder tests/KubePki.Scripts is not above the test binary");
    }
}

/// <summary>The behaviour of the commands.</summary>
public sealed class CommandScripts : ScriptTheory
{
    public static TheoryData<string> All => Where(path => !BadInputScripts.Holds(path));

    [Theory]
    [MemberData(nameof(All))]
    public void Script_passes(string script) => Pass(script);
}

/// <summary>The messages and refusals of the commands when a node's files are defective.</summary>
public sealed class BadInputScripts : ScriptTheory
{
    public static TheoryData<string> All => Where(Holds);

    [Theory]
    [MemberData(nameof(All))]
    public void Script_passes(string script) => Pass(script);

    internal static bool Holds(string path) => path.StartsWith("bad-input/", StringComparison.Ordinal);
}
