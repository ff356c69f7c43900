namespace KubePki.Kubernetes.Kubeadm;

/// <summary>A change of a setting in a cluster's configuration.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Added">The values to add to a list.</param>
/// <param name="Removed">The values to remove from a list.</param>
/// <param name="Value">The new single value; null for a list.</param>
internal sealed record SettingChange(Setting Setting, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, string? Value = null)
{
    /// <summary>The change of a single value.</summary>
    public static SettingChange To(Setting setting, string value) => new(setting, [], [], value);

    /// <summary>The change as text, with the given name of the field; default: its name in the newest version.</summary>
    public string Text(string? field = null)
    {
        var name = field ?? ConfigurationFields.NewestPathOf(Setting);
        return Value is not null
            ? $"{name} = {Value}"
            : $"{name} {string.Join(", ", Added.Select(n => $"+{n}").Concat(Removed.Select(n => $"-{n}")))}";
    }
}

/// <summary>A cluster's configuration after an edit.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Changes">The actual changes as text; empty if nothing changed.</param>
internal sealed record EditedConfiguration(string Text, IReadOnlyList<string> Changes);
