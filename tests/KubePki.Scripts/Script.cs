namespace KubePki.Scripts;

/// <summary>Lines of a script that expect an output, and their position, so that the actual output can be written there.</summary>
internal sealed class Block
{
    public List<string> Lines { get; } = [];

    /// <summary>Index of the first line in the file.</summary>
    public int Start { get; private set; }

    /// <summary>Index after the last line.</summary>
    public int End { get; private set; }

    public void Add(string text, int index)
    {
        Start = Lines.Count == 0 ? index : Start;
        End = index + 1;
        Lines.Add(text);
    }
}

/// <summary>One command of a script and its expectations.</summary>
internal sealed class Step
{
    /// <summary>Number of the command's line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The command for bash; several lines if the script continues it.</summary>
    public required string Command { get; set; }

    /// <summary>Exact stdout; empty if the script does not check it.</summary>
    public Block Output { get; } = new();

    /// <summary>Texts that stderr must contain; empty if stderr must be empty.</summary>
    public Block Error { get; } = new();

    public List<string> OutputContains { get; } = [];

    public int ExitCode { get; set; }

    public List<string> Exists { get; } = [];

    public List<string> DoesNotExist { get; } = [];

    public List<string> Unchanged { get; } = [];
}

/// <summary>A parsed script. README.md describes the format.</summary>
internal sealed record Script(
    string Path, string Title, IReadOnlyList<string> Needs, IReadOnlyList<Step> Steps, IReadOnlyList<string> Lines)
{
    public static Script Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines is [] || !lines[0].StartsWith("# ", StringComparison.Ordinal))
        {
            throw new FormatException($"{path}: the first line is the title: # What this script shows");
        }

        var needs = new List<string>();
        var steps = new List<Step>();
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith("needs ", StringComparison.Ordinal))
            {
                needs.AddRange(line.Split(' ').Skip(1));
            }
            else if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add(new Step { Line = i + 1, Command = line[2..] });
            }
            else if (steps.Count == 0 || !Add(steps[^1], line, i))
            {
                throw new FormatException($"{path}:{i + 1}: neither a command nor an expectation: {line}");
            }
        }

        return new Script(path, lines[0][2..], needs, steps, lines);
    }

    private static bool Add(Step step, string line, int index)
    {
        var text = line.Length > 2 ? line[2..] : "";
        switch (line.Length > 1 ? line[..2] : line + " ")
        {
            case "  " when step.Output.Lines.Count == 0:
                step.Command += "\n" + text;
                return true;
            case "> ":
                step.Output.Add(text, index);
                return true;
            case "~ ":
                step.OutputContains.Add(text);
                return true;
            case "! ":
                step.Error.Add(text, index);
                return true;
            case "? ":
                step.ExitCode = int.Parse(text);
                return true;
            case "+ ":
                step.Exists.Add(text);
                return true;
            case "- ":
                step.DoesNotExist.Add(text);
                return true;
            case "= ":
                step.Unchanged.Add(text);
                return true;
            default:
                return false;
        }
    }
}
