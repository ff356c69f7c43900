using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>--update-config</c>: whether the cluster's kubeadm-config is updated when names and networks are changed deliberately.
/// </summary>
internal sealed class ClusterNames
{
    private static readonly Dictionary<string, ConfigurationUpdating> Ways = new(StringComparer.Ordinal)
    {
        ["auto"] = ConfigurationUpdating.Auto,
        ["always"] = ConfigurationUpdating.Always,
        ["never"] = ConfigurationUpdating.Never,
    };

    private readonly Option<string?> _option;

    public ClusterNames(CommonOptions common)
        => _option = Options.OneOf(common, "--update-config", Ways.Keys, HelpTexts.UpdateConfigOption, HelpTexts.BadUpdateConfig);

    public void AddTo(Command command) => command.Options.Add(_option);

    public ConfigurationUpdating Read(CommandValues values) => values.GetValue(_option) is { } way ? Ways[way] : ConfigurationUpdating.Auto;

    /// <summary>Why the cluster's configuration is not updated although it should be.</summary>
    public static IEnumerable<Line> Warnings(ConfigurationUpdate? update, Terminal terminal)
        => update is { Obstacle: not null } ? Lines(update, terminal) : [];

    /// <summary>How the cluster's configuration will be updated, or why not and how to do it later.</summary>
    public static IEnumerable<Line> Lines(ConfigurationUpdate? update, Terminal terminal) => update switch
    {
        null => [],
        { Obstacle: { } obstacle } =>
            [terminal.Yellow("! "
                + terminal.Say(
                    Texts.ConfigStays, string.Join("; ", update.Wanted.Select(w => w.Text())), obstacle.Text(terminal.Language)))],
        _ => [terminal.Say(Texts.ConfigWillChange, update.Cluster!.Where, string.Join("; ", update.Edited!.Changes))],
    };
}
