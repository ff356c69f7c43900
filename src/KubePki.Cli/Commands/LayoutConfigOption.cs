using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>--config</c> of read commands: the location of files that no manifest names, because there is none yet.</summary>
internal sealed class LayoutConfigOption(CommonOptions common)
{
    private readonly Option<string?> _option = new("--config")
    {
        Description = HelpTexts.PlacesOption.In(common.Language),
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>
    /// Runs a command with the file locations of the configuration. A configuration that contradicts the node is an error.
    /// </summary>
    public int With(Invocation invocation, CommandValues values, string verb, Func<Invocation, int> action)
    {
        if (values.GetValue(_option) is not { } file)
        {
            return action(invocation);
        }

        var read = ConfigurationOption.ReadFile(invocation, file);
        return !read.Succeeded ? invocation.Fail(verb, read.Problem)
            : ConfigurationCheck.Of(read.Value, NodeLayout.Of(invocation.Root, read.Value), null, file) is { } other
                ? invocation.Fail(verb, other)
            : action(invocation with { Node = invocation.Node with { Configuration = read.Value } });
    }
}
