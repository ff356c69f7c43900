using System.CommandLine;
using System.Runtime.InteropServices;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki sandbox create</c>: a control plane to practise on.</summary>
internal static class SandboxCommand
{
    private const string Name = "sandbox";
    private const int MostNodes = 9;

    public static Command Build(CommonOptions common) => new Verb(Name, HelpTexts.SandboxAbout, common) { Create(common) };

    private static Command Create(CommonOptions common)
    {
        var directory = new Argument<string>("directory")
        {
            HelpName = "DIR",
            Description = HelpTexts.DirectoryArgument.In(common.Language),
        };
        var nodes = Options.Number(common, "--nodes", HelpTexts.NodesOption, 1, MostNodes);
        var age = Options.Value<Span>(common, "--age", "360d", HelpTexts.AgeOption, Span.Parse);
        var validity = Options.Value(common, "--validity", "1y", HelpTexts.LeafValidityOption, Validity.Parse);
        var version = new Option<string?>("--kubernetes-version")
        {
            Description = HelpTexts.KubernetesVersionOption.In(common.Language),
            HelpName = "v1.34.0",
        };
        version.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
            if (KubernetesVersion.Minor(text) is not >= SandboxSpec.OldestMinorVersion)
            {
                result.AddError(HelpTexts.BadVersion.In(common.Language, text));
            }
        });
        var keyAlgorithm = Options.KeyKind(common, HelpTexts.SandboxKeyOption);
        return new Verb(
            "create",
            HelpTexts.SandboxCreateAbout,
            common,
            new("kubepki sandbox create practice --age 360d", HelpTexts.ExampleFiveDays),
            new("kubepki sandbox create dead --age 400d", HelpTexts.ExampleExpired),
            "kubepki sandbox create fleet --nodes 3 --kubernetes-version v1.20.2")
        {
            directory, nodes, age, validity, version, keyAlgorithm,
        }.Leaving(Trace.Place).Does(common, (invocation, values) => Run(invocation, values.GetValue(directory)!, new SandboxSpec(
            values.GetValue(nodes) ?? SandboxSpec.Default.Nodes,
            values.GetValue(age)?.Value ?? SandboxSpec.Default.Age,
            values.GetValue(validity) ?? SandboxSpec.Default.Validity,
            values.GetValue(version) ?? SandboxSpec.Default.KubernetesVersion,
            values.GetValue(keyAlgorithm) ?? SandboxSpec.Default.KeyAlgorithm)));
    }

    private static int Run(Invocation invocation, string directory, SandboxSpec spec)
    {
        var terminal = invocation.Terminal;
        using var progress = new Progress(terminal, Texts.MakingKeys, PracticeControlPlane.KeyCount(spec));
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var made = PracticeControlPlane.Create(directory, spec, invocation.Clock.GetUtcNow(), progress.Advance, stop.Token);
        progress.Dispose();
        foreach (var left in PracticeControlPlane.Leftovers(directory))
        {
            terminal.Warn(terminal.Say(Texts.SandboxLeft, left));
        }

        if (!made.Succeeded)
        {
            return invocation.Fail(Name, made.Problem);
        }

        if (terminal.IsDocument)
        {
            return invocation.Report(ResultDocument.Of(Name, Words.Done) with { Roots = made.Value });
        }

        terminal.Results(made.Value.Select(root => terminal.Say(Texts.SandboxMade, root)));
        return ExitCode.Done;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
