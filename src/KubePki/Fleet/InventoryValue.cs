namespace KubePki.Fleet;

/// <summary>The value of an inventory variable, and its location.</summary>
/// <param name="Text">The value; null if the variable is null, or is not a single value.</param>
/// <param name="Where">The file.</param>
/// <param name="Line">The line in the file.</param>
internal sealed record InventoryValue(string? Text, string Where, long Line)
{
    /// <summary>Whether the value is encrypted with ansible-vault.</summary>
    internal bool IsVaulted { get; init; }

    /// <summary>Whether the value is a list, a mapping or a boolean, which cannot be an address or a name.</summary>
    internal bool IsOtherThanText { get; init; }

    /// <summary>Whether the value is a template that only Ansible can fill in.</summary>
    internal bool IsTemplate
        => Text is not null && (Text.Contains("{{", StringComparison.Ordinal) || Text.Contains("{%", StringComparison.Ordinal));

    /// <summary>File and line, in the format of a problem's location.</summary>
    internal string Place => $"{Where}:{Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
