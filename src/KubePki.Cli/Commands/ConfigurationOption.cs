using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary>A node with everything that is known of its cluster.</summary>
/// <param name="Given">The configuration that was given, or null.</param>
/// <param name="Shown">What the node itself shows of it; null where it shows too little.</param>
internal sealed record KnownNode(NodeState State, KubeadmConfiguration? Given, ClusterFacts Facts, ClusterFacts? Shown);

/// <summary><c>--config</c>: the kubeadm configuration; without it the one the node shows.</summary>
internal sealed class ConfigurationOption(CommonOptions common)
{
    public Option<string?> Option { get; } = new("--config") { Description = HelpTexts.ConfigOption.In(common.Tongue), HelpName = "FILE" };

    /// <summary>Reads configuration and node, and sees whether they belong together. Fields nobody knows are named.</summary>
    public Outcome<KnownNode> Read(Invocation invocation, ParseResult parsed)
    {
        var file = parsed.GetValue(Option);
        if (file is null)
        {
            var state = invocation.Observe();
            var shown = RebuiltConfiguration.Of(state).Configuration;
            return state.IsEmpty
                ? CliMessages.NeedsConfiguration.At(invocation.RootOption)
                : ClusterFacts.OfNode(shown).Then<KnownNode>(facts => new KnownNode(state, null, facts, facts));
        }

        return ReadFile(invocation, file).Then(given => With(invocation, given, file));
    }

    /// <summary>Reads a file of this machine, or what came from the machine that gave the command line.</summary>
    internal static Outcome<KubeadmConfiguration> ReadFile(Invocation invocation, string file)
    {
        invocation.Terminal.Suggested = invocation.Terminal.Suggested with { Configuration = $" --config {Shell.Quoted(file)}" };
        return invocation.Attendance?.Brings.Text("configuration") is { } text
            ? KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(text), file)
            : new NodeRoot("/").Read(Path.GetFullPath(file)).Then(content => KubeadmConfiguration.Read(content.Content, file));
    }

    private static Outcome<KnownNode> With(Invocation invocation, KubeadmConfiguration given, string file)
    {
        foreach (var warning in given.Warnings)
        {
            invocation.Terminal.Note(warning.Text(invocation.Terminal.Tongue));
        }

        if (given.UnknownFields.Count > 0)
        {
            invocation.Terminal.Note(invocation.Terminal.Say(Texts.UnknownFields, file, string.Join(", ", given.UnknownFields)));
        }

        var state = invocation.Observe(given);
        var shown = RebuiltConfiguration.Of(state).Configuration;
        return ConfigurationCheck.Of(given, state.Layout, invocation.IsThisMachine ? OwnAddresses() : null, file) is { } foreign
            ? foreign
            : ClusterFacts.Of(given, shown, file).Then<KnownNode>(facts => new KnownNode(state, given, facts, ClusterFacts.Of(shown, shown, file).Value));
    }

    private static List<IPAddress> OwnAddresses()
        => [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => new IPAddress(a.Address.GetAddressBytes()))];
}
