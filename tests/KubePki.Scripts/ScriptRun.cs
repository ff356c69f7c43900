using System.Text.RegularExpressions;
using KubePki.DocumentTests;

namespace KubePki.Scripts;

/// <summary>
/// Runs a script in its own folder and collects all deviations. In addition to the script's expectations, every command must follow four
/// rules: no stack trace, no private key in any output, documents match their schemas, and no unexpected stderr.
/// </summary>
internal sealed partial class ScriptRun : IDisposable
{
    private const int MostLines = 200;
    private const int MostDifferences = 5;
    private readonly Script _script;
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-script-").FullName;
    private readonly Secrets _secrets;
    private readonly Dictionary<string, string> _environment;

    private readonly bool _isUpdating;

    public ScriptRun(Script script, string programs, bool isUpdating)
    {
        (_script, _isUpdating) = (script, isUpdating);
        _secrets = new Secrets(_folder);
        _environment = new() { ["PATH"] = $"{programs}:{Tools}:{Bash.SystemPath}", ["LANG"] = "C" };

        // Scripts that act as another user must be able to reach their files.
        File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    /// <summary>All deviations; empty if the script passed.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The result of each command, in order.</summary>
    public List<(Step Step, Ended Ended)> Done { get; } = [];

    private static string Tools => Path.Combine(ScriptTheory.Folder, "..", "tools");

    public void Run()
    {
        foreach (var step in _script.Steps)
        {
            var before = step.Unchanged.ToDictionary(path => path, path => Snapshot.Of(path, _folder));
            _secrets.Look();
            var ended = Bash.Run(step.Command, _folder, _environment);
            _secrets.Look();
            Done.Add((step, ended));
            var failures = Check(step, ended, before).ToList();
            if (failures.Count > 0)
            {
                Failures.Add(Story(step, ended, failures));
            }
        }
    }

    public void Dispose()
    {
        // A failed script may have left a mount.
        foreach (var mounted in File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1])
            .Where(path => path.StartsWith(_folder + "/", StringComparison.Ordinal))
            .Reverse()
            .ToList())
        {
            Bash.Run("umount \"$MOUNTED\"", "/", new() { ["MOUNTED"] = mounted, ["PATH"] = Bash.SystemPath });
        }

        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<string> Check(Step step, Ended ended, Dictionary<string, Snapshot> before)
    {
        if (ended.ExitCode != step.ExitCode)
        {
            yield return $"exit code {ended.ExitCode}, expected {step.ExitCode}";
        }

        if (!_isUpdating && !Golden.OutputAgrees(step, ended))
        {
            yield return "stdout is not what is expected";
        }

        if (!(_isUpdating && step.Error.Lines.Count > 0) && !Golden.ErrorAgrees(step, ended))
        {
            yield return step.Error.Lines.Count == 0 ? "stderr is not empty" : "stderr does not contain what is expected";
        }

        foreach (var text in step.OutputContains.Where(text => !Pattern.IsIn(text, ended.Output)))
        {
            yield return $"stdout does not contain: {text}";
        }

        foreach (var failure in CheckFiles(step, before).Concat(CheckRules(ended)).Concat(CheckDocument(step, ended)))
        {
            yield return failure;
        }
    }

    private IEnumerable<string> CheckFiles(Step step, Dictionary<string, Snapshot> before)
        => step.Exists.Where(path => !Exists(path)).Select(path => $"{path} does not exist")
            .Concat(step.DoesNotExist.Where(Exists).Select(path => $"{path} exists"))
            .Concat(before.SelectMany(b => b.Value.DifferencesTo(Snapshot.Of(b.Key, _folder)).Take(MostDifferences)));

    private IEnumerable<string> CheckRules(Ended ended)
    {
        var said = string.Join('\n', ended.Output.Concat(ended.Error));
        if (_secrets.FindIn(said) is { } secret)
        {
            yield return $"the output shows {secret}";
        }

        if (Trace().IsMatch(said))
        {
            yield return "the output holds a stack trace";
        }

    }

    /// <summary>Checks a document as it was printed; a pipe may have changed it.</summary>
    private static IEnumerable<string> CheckDocument(Step step, Ended ended)
        => !step.Command.Contains('|') && string.Join('\n', ended.Output) is var printed && SchemaCheck.Kind(printed) is { } kind
            && SchemaCheck.Fault(printed) is { } fault
            ? [$"the output is not what docs/schemas/{kind}.json allows: {fault}"]
            : [];

    private bool Exists(string path) => Snapshot.Of(path, _folder).Entries.Count > 0;

    private string Story(Step step, Ended ended, IEnumerable<string> failures) => string.Join('\n',
    [
        $"{_script.Path}:{step.Line}",
        $"$ {step.Command}",
        .. failures.Select(f => $"FAILED: {f}"),
        "expected:",
        .. step.Output.Lines.Select(line => $"  > {line}"),
        .. step.Error.Lines.Select(line => $"  ! {line}"),
        "stdout:",
        .. ended.Output.Take(MostLines).Select(line => $"  {line}"),
        "stderr:",
        .. ended.Error.Take(MostLines).Select(line => $"  {line}"),
        $"exit code: {ended.ExitCode}",
    ]);

    [GeneratedRegex(@"Unhandled|Exception|^ +at [^ ]+[.!]", RegexOptions.Multiline)]
    private static partial Regex Trace();
}
