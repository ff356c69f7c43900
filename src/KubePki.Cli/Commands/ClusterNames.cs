using System.CommandLine;
using KubePki.Activate.Probe;
using KubePki.Cli.Present;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary>
/// Keeps the cluster's kubeadm-config in line with names and networks that are changed on purpose: otherwise the next
/// 'kubeadm init phase certs' would know nothing of them. What cannot be done is told with the way to do it later.
/// </summary>
internal sealed class ClusterNames(CommonOptions common)
{
    private const string Auto = "auto";
    private const string Always = "always";
    private const string Never = "never";

    private readonly Option<string?> _option = Option(common);

    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>Reads the cluster's configuration where something has to change in it; null when there is nothing to bring in line.</summary>
    public Pending? Prepare(Invocation invocation, ParseResult parsed, NodeState state, IReadOnlyList<SettingChange> changes)
    {
        var way = parsed.GetValue(_option) ?? Auto;
        if (way == Never || changes.Count == 0)
        {
            return null;
        }

        if (way == Auto && !invocation.IsThisMachine)
        {
            return new Pending(changes, null, null, CliMessages.NotThisCluster.At(""));
        }

        var read = ClusterConfiguration.ReadAsync(invocation.Root, state, invocation.Clock, ConfigCommand.Limit, CancellationToken.None).GetAwaiter().GetResult();
        var edited = read.Then(cluster => cluster.With(changes));
        return edited is { Succeeded: true, Value.Changes.Count: 0 } ? null : new Pending(changes, read.Value, edited.Value, edited.Problem);
    }

    private static Option<string?> Option(CommonOptions common)
    {
        var option = new Option<string?>("--update-config") { Description = HelpTexts.UpdateConfigOption.In(common.Tongue), HelpName = $"{Auto}|{Always}|{Never}" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Auto or Always or Never) and var way }])
            {
                result.AddError(HelpTexts.BadUpdateConfig.In(common.Tongue, way, $"{Auto}, {Always}, {Never}"));
            }
        });
        return option;
    }

    /// <summary>A change of the cluster's configuration that waits for the renewal to be done.</summary>
    internal sealed record Pending(IReadOnlyList<SettingChange> Wished, ClusterConfiguration? Cluster, EditedConfiguration? Edited, Problem? Obstacle)
    {
        /// <summary>What will be done, or why not and how to do it later.</summary>
        public IEnumerable<Line> Lines(Terminal terminal)
        {
            yield return Obstacle is null
                ? terminal.Say(Texts.ConfigWillChange, Cluster!.Where, string.Join("; ", Edited!.Changes))
                : terminal.Yellow("! " + terminal.Say(Texts.ConfigStays, string.Join("; ", Wished.Select(w => w.Text())), Obstacle.Text(terminal.Tongue)));
        }

        /// <summary>Writes it; a failure is told, and does not undo the renewal: the certificate is right either way.</summary>
        public void Carry(Terminal terminal)
        {
            if (Obstacle is not null)
            {
                return;
            }

            if (Cluster!.WriteAsync(Edited!.Text, ConfigCommand.Limit, CancellationToken.None).GetAwaiter().GetResult() is { } problem)
            {
                terminal.Error(problem);
                terminal.Note(terminal.Say(Texts.ConfigByHand));
                return;
            }

            terminal.Show([terminal.Say(Texts.ConfigChanged, Cluster.Where)]);
        }
    }
}
