using System.CommandLine;
using System.Text;
using KubePki.Cli.Present;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>--config</c>: the kubeadm configuration. Default: the configuration as derived from the node.</summary>
internal sealed class ConfigurationOption(CommonOptions common)
{
    private Outcome<KubeadmConfiguration>? _read;

    public Option<string?> Option { get; } = new("--config")
    {
        Description = HelpTexts.ConfigOption.In(common.Language),
        HelpName = "FILE",
    };

    /// <summary>Reads the configuration and the node, and checks that they belong together. Unknown fields are reported.</summary>
    public Outcome<KnownNode> Read(Invocation invocation, CommandValues values)
    {
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks();
        if (values.GetValue(Option) is not { } file)
        {
            return KnownNode.FromNode(invocation.Node, callbacks);
        }

        return ReadOnce(invocation, file).Then(given =>
        {
            TellOddities(invocation.Terminal, given, file);
            return KnownNode.FromConfiguration(invocation.Node, given, file, callbacks);
        });
    }

    /// <summary>A pipe can be read only once.</summary>
    private Outcome<KubeadmConfiguration> ReadOnce(Invocation invocation, string file) => _read ??= ReadFile(invocation, file);

    /// <summary>Why the given configuration cannot be used; null if it can, and if none was given.</summary>
    public Problem? Problem(Invocation invocation, CommandValues values)
        => values.GetValue(Option) is { } file ? ReadOnce(invocation, file).Problem : null;

    /// <summary>Reads a file of this machine, or the configuration that came with the request.</summary>
    internal static Outcome<KubeadmConfiguration> ReadFile(Invocation invocation, string file)
    {
        invocation.Terminal.Suggested = invocation.Terminal.Suggested with { Configuration = $" --config {ShellWord.Of(file)}" };
        return invocation.Caller?.Brings.Text(AgentRequest.Configuration) is { } text
            ? KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(text), file)
            : GivenFile.Read(file).Then(content => KubeadmConfiguration.Read(content.Content, file));
    }

    private static void TellOddities(Terminal terminal, KubeadmConfiguration given, string file)
    {
        foreach (var warning in given.Warnings)
        {
            terminal.Note(warning.Text(terminal.Language));
        }

        if (given.UnknownFields.Count > 0)
        {
            terminal.Note(terminal.Say(Texts.UnknownFields, file, string.Join(", ", given.UnknownFields)));
        }
    }
}
