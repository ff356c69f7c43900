using System.CommandLine;
using System.Text;
using KubePki.Authentication;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>kubepki authenticate</c>: the user as whom the API server would accept a credential, and why. Secrets never come from the command
/// line.
/// </summary>
internal static class AuthenticateCommand
{
    private const string Name = "authenticate";
    private const string Variable = "env:";
    private const int LongestInput = NodeRoot.MaximumFileSize;
    private static readonly string[] Kinds = ["kubeconfig", "certificate", "token", "password"];

    public static Command Build(CommonOptions common)
    {
        var credential = new Argument<string>("credential")
        {
            HelpName = "CREDENTIAL",
            Description = HelpTexts.CredentialArgument.In(common.Language),
        };
        var kind = new Option<CredentialKind>("--as")
        {
            Description = HelpTexts.AsOption.In(common.Language),
            HelpName = string.Join('|', Kinds),
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (Array.IndexOf(Kinds, text) is var index and >= 0)
                {
                    return (CredentialKind)(index + 1);
                }

                // UsageErrors supplies the text, because it keeps secrets out of it.
                result.AddError("--as");
                return CredentialKind.Any;
            },
        };
        var verb = new Verb(Name, HelpTexts.AuthenticateAbout, common,
            new Example("kubepki authenticate admin.conf", HelpTexts.ExampleItem),
            new Example("kubepki authenticate ./token", HelpTexts.ExampleToken),
            new Example("kubectl create token default | kubepki authenticate -", HelpTexts.ExampleStandardInput),
            new Example("kubepki authenticate env:TOKEN -o json | jq -r .verdict"))
        {
            TakesSecrets = true,
        };
        verb.Arguments.Add(credential);
        verb.Options.Add(kind);
        return verb.Does(common, (invocation, values) => Run(invocation, values.GetValue(credential)!, values.GetValue(kind)));
    }

    private static int Run(Invocation invocation, string given, CredentialKind kind)
    {
        var terminal = invocation.Terminal;
        var state = invocation.Observe();
        var around = SurroundingsReader.Read(invocation.Root, state);
        var settings = ApiServerSettings.Read(invocation.Root, state, around);
        if (!settings.Succeeded)
        {
            return invocation.Fail(Name, settings.Problem);
        }

        var credential = Credential(invocation, state, given, kind);
        if (!credential.Succeeded)
        {
            return invocation.Fail(Name, credential.Problem);
        }

        var report = AuthenticationChain.Explain(settings.Value, credential.Value, state.ObservedAt) with
        {
            KeepsServerDown = Verification.Of(state, around, EntryJudge.DefaultWithin).KeepsServerDown,
        };
        if (terminal.IsDocument)
        {
            invocation.Write(AuthenticationDocument.Of(report, terminal.Language));
        }
        else
        {
            terminal.Results(AuthenticationView.Lines(report, terminal));
        }

        return report is { Verdict: AuthenticationVerdict.Accepted, KeepsServerDown.Count: 0 } ? ExitCode.Done : ExitCode.Findings;
    }

    private static Outcome<Credential> Credential(Invocation invocation, NodeState state, string given, CredentialKind kind)
    {
        if (given == "-")
        {
            return CredentialReader.Read(StandardStreams.ReadInput(LongestInput), "stdin", kind, Beside(invocation, null));
        }

        if (given.StartsWith(Variable, StringComparison.Ordinal))
        {
            var name = given[Variable.Length..];
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
                ? CredentialReader.Read(Encoding.UTF8.GetBytes(value), given, kind, Beside(invocation, null))
                : CliMessages.NoSuchVariable.At("");
        }

        if (state.Items.FirstOrDefault(i => i.Name == given) is { } item)
        {
            return CredentialReader.Of(item, Beside(invocation, item.Path));
        }

        if (!File.Exists(given))
        {
            return CliMessages.NoSuchCredential.At("");
        }

        var path = Path.GetFullPath(given);
        return GivenFile.Read(path).Then(file => CredentialReader.Read(file.Content, given, kind, Beside(invocation, path)));
    }

    /// <summary>Reads files that a kubeconfig names: absolute paths are the node's, others are relative to the kubeconfig.</summary>
    private static Func<string, Outcome<byte[]>> Beside(Invocation invocation, string? kubeconfig) => name =>
    {
        var isOfNode = name.StartsWith('/') || kubeconfig is null || !File.Exists($"{Path.GetDirectoryName(kubeconfig)}/{name}");
        return (isOfNode
            ? invocation.Root.Read(name.StartsWith('/') ? name : $"{Path.GetDirectoryName(kubeconfig ?? "/")}/{name}")
            : GivenFile.Read($"{Path.GetDirectoryName(kubeconfig)}/{name}")).Then<byte[]>(file => file.Content);
    };
}
