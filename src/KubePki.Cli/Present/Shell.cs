namespace KubePki.Cli.Present;

/// <summary>Words of the commands that texts suggest: what is printed can be pasted.</summary>
internal static class Shell
{
    public static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%=,".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
