namespace KubePki.Kubernetes.Kubeadm;

/// <summary>Something that a cluster's configuration is to say otherwise.</summary>
/// <param name="Setting">What it is about.</param>
/// <param name="Added">For a list: what comes in.</param>
/// <param name="Removed">For a list: what goes.</param>
/// <param name="Value">For a single value: what it becomes; null for a list.</param>
internal sealed record SettingChange(Setting Setting, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, string? Value = null)
{
    /// <summary>A single value that becomes another.</summary>
    public static SettingChange To(Setting setting, string value) => new(setting, [], [], value);

    /// <summary>As people read it, by the field's name in the newest version unless another is given.</summary>
    public string Text(string? field = null)
    {
        var name = field ?? ConfigurationFields.NewestPathOf(Setting);
        return Value is not null ? $"{name} = {Value}" : $"{name} {string.Join(", ", Added.Select(n => $"+{n}").Concat(Removed.Select(n => $"-{n}")))}";
    }
}

/// <summary>A cluster's configuration with changes in it.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Changes">What really changed, as people read it; empty when it said so already.</param>
internal sealed record EditedConfiguration(string Text, IReadOnlyList<string> Changes);
