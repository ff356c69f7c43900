namespace KubePki.Kubernetes;

/// <summary>
/// The variables of one program, as they are put into its words. A few lines of variables that name each other, or one long value that is
/// named often, can stand for gigabytes: what is put in has a bound in sum, and a value beyond it counts as unknown.
/// </summary>
/// <param name="values">By name; null for a value that only the running program knows. It may still grow.</param>
internal sealed class ProgramVariables(IReadOnlyDictionary<string, string?> values)
{
    /// <summary>
    /// The most characters that are put in. A kernel starts no program with more than 2 MiB of words and variables (execve(2)).
    /// </summary>
    internal const int MostCharacters = 2 * 1024 * 1024;

    private long _left = MostCharacters;

    /// <summary>Whether there is such a variable; the value is null where it is not known.</summary>
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
