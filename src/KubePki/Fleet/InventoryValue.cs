namespace KubePki.Fleet;

/// <summary>The value of an inventory's variable, and where it stands.</summary>
/// <param name="Text">Its text; null where the variable is null, or is not a single value.</param>
/// <param name="Where">The file.</param>
/// <param name="Line">The line in the file.</param>
internal sealed record InventoryValue(string? Text, string Where, long Line)
{
    /// <summary>Whether it is encrypted with ansible-vault.</summary>
    internal bool IsVaulted { get; init; }

    /// <summary>Whether it is a list, a mapping or a truth value, which no address and no name can be.</summary>
    internal bool IsOtherThanText { get; init; }

    /// <summary>Whether only Ansible can fill it in.</summary>
    internal bool IsTemplate => Text is not null && (Text.Contains("{{", StringComparison.Ordinal) || Text.Contains("{%", StringComparison.Ordinal));

    /// <summary>File and line, as a problem names its place.</summary>
    internal string Place => $"{Where}:{Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
