namespace KubePki.Scripts;

/// <summary>Lines of a script that expect something of an output, and where they stand: what is printed can be put there.</summary>
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

/// <summary>One command of a script and what is expected of it.</summary>
internal sealed class Step
{
    /// <summary>Number of the command's line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What bash runs; several lines where the script continues it.</summary>
    public required string Command { get; set; }

    /// <summary>Exact stdout; empty when the script does not look at it.</summary>
    public Block Output { get; } = new();

    /// <summary>Texts that stderr has to contain; empty when it has to be empty.</summary>
    public Block Error { get; } = new();

    public List<string> OutputContains { get; } = [];

    public int ExitCode { get; set; }

    public List<string> Exists { get; } = [];

    public List<string> DoesNotExist { get; } = [];

    public List<string> Unchanged { get; } = [];
}

/// <summary>A script as it was read. The form is described in README.md.</summary>
internal sealed record Script(string Path, string Title, IReadOnlyList<string> Needs, IReadOnlyList<Step> Steps, IReadOnlyList<string> Lines)
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
