namespace KubePki.Kubernetes;

/// <summary>
/// The variables of one program, for expansion in its words. A few lines of variables that refer to each other, or one long value with many
/// references, can expand to gigabytes. The total length of the expansions is therefore limited, and a value beyond the limit counts as
/// unknown.
/// </summary>
/// <param name="values">The values by name; null for a value that is known only to the running program. Entries may be added later.</param>
internal sealed class ProgramVariables(IReadOnlyDictionary<string, string?> values)
{
    /// <summary>
    /// The total number of characters that are expanded. A kernel starts no program with more than 2 MiB of words and variables
    /// (execve(2)).
    /// </summary>
    internal const int MostCharacters = 2 * 1024 * 1024;

    private long _left = MostCharacters;

    /// <summary>Whether the variable exists; its value is null if unknown.</summary>
    internal bool TryTake(string name, out string? value)
    {
        if (!values.TryGetValue(name, out value))
        {
            return false;
        }

        _left -= value?.Length ?? 0;
        value = _left < 0 ? null : value;
        return true;
    }
}
