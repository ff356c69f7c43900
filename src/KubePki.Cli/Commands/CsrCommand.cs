using System.CommandLine;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Operations;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki csr export|import</c>: for CAs whose keys are kept elsewhere.</summary>
internal static class CsrCommand
{
    private const string Name = "csr";

    public static Command Build(CommonOptions common) => new Verb(Name, HelpTexts.CsrAbout, common) { Export(common), Import(common) };

    private static Argument<string[]> What(CommonOptions common)
    {
        var what = new Argument<string[]>("what")
        {
            HelpName = "all|NAME…",
            Description = HelpTexts.CsrWhatArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        what.CompletionSources.Add([.. RequestPlan.Names.Prepend("all")]);
        return what;
    }

    private static Option<string> Directory(CommonOptions common)
        => new("--dir") { Description = HelpTexts.CsrDirOption.In(common.Language), HelpName = "DIR", Required = true };

    private static Command Export(CommonOptions common)
    {
        var what = What(common);
        var directory = Directory(common);
        var configuration = new ConfigurationOption(common);
        var keyAlgorithm = Options.KeyKind(common, HelpTexts.CreateKeyOption);
        var replaceTokenKey = RenewOptions.ReplaceTokenKey(common);
        return new Verb(
            "export",
            HelpTexts.CsrExportAbout,
            common,
            new("kubepki csr export all --dir requests", HelpTexts.ExampleCsrExport),
            "kubepki csr export apiserver admin.conf --dir requests --config cluster.yaml")
        {
            what, directory, configuration.Option, keyAlgorithm, replaceTokenKey,
        }.Leaving(Trace.Place).Does(common, (invocation, values) =>
        {
            var names = values.GetValue(what) ?? [];
            if (Wrong(names) is { } wrong)
            {
                return invocation.Fail(Name, wrong);
            }

            var known = configuration.Read(invocation, values);
            if (!known.Succeeded)
            {
                return invocation.Fail(Name, known.Problem);
            }

            var plan = RequestPlan.Of(
                known.Value.State,
                known.Value.Facts,
                names is ["all"] ? null : names,
                values.GetValue(keyAlgorithm),
                fromConfiguration: known.Value.Given is not null,
                values.GetValue(replaceTokenKey));
            return plan.Refusals.Count > 0
                ? invocation.Fail(Name, plan.Refusals)
                : Write(invocation, plan, known.Value.Facts.ClusterName, Path.GetFullPath(values.GetValue(directory)!));
        });
    }

    private static int Write(Invocation invocation, RequestPlan plan, string clusterName, string directory)
    {
        var terminal = invocation.Terminal;
        using var progress = new Progress(terminal, Texts.MakingKeys, plan.Actions.Count);
        var written = CsrExport.Write(invocation.Root, plan, clusterName, directory, progress.Advance);
        progress.Dispose();
        if (!written.Succeeded)
        {
            return invocation.Fail(Name, written.Problem);
        }

        if (terminal.IsDocument)
        {
            return invocation.Report(ResultDocument.Of(Name, Words.Done) with { Requests = RequestData.Of(plan, directory) });
        }

        terminal.Results([terminal.Say(Texts.Requests, terminal.Items(plan.Actions.Count), directory)]);
        var table = new Table(
            terminal.Say(Texts.Name), terminal.Say(Texts.Authority), terminal.Say(Texts.Request), terminal.Say(Texts.Answer));
        foreach (var action in plan.Actions)
        {
            table.Add([action.Item.Name, action.Item.Entry.Issuer!, action.Places.Request[1..], action.Places.Certificate[1..]]);
        }

        terminal.Results(table.Lines(terminal.Width - 2).Select(line => "  " + line));
        terminal.Results(PlanBounds.Notes(plan.Actions.Select(a => (a.Item, (Statement?)a.KeptKey)), terminal));
        terminal.Results(
            [terminal.Say(Texts.RequestsNext, directory, invocation.PlaceArguments,
                plan.Actions.Any(a => a.Item.PointsAt is not null) ? ShellWord.Of(plan.Actions.Select(a => a.Item.Name)) : "all")]);
        return ExitCode.Done;
    }

    private static Command Import(CommonOptions common)
    {
        var what = What(common);
        var directory = Directory(common);
        var configuration = new ConfigurationOption(common);
        var (allowShorter, replaceTokenKey) = (RenewOptions.AllowShorter(common), RenewOptions.ReplaceTokenKey(common));
        var changing = new ChangeOptions(common);
        var activating = new Activating(common);
        var verb = new Verb(
            "import", HelpTexts.CsrImportAbout, common, "kubepki csr import all --dir requests --dry-run",
            "kubepki csr import all --dir requests --yes") { what, directory, configuration.Option, allowShorter, replaceTokenKey };
        changing.AddTo(verb);
        activating.AddTo(verb);
        return verb.Does(common, (invocation, values) =>
        {
            var names = values.GetValue(what) ?? [];
            if (Wrong(names) is { } wrong)
            {
                return invocation.Fail(Name, wrong);
            }

            var request = new ImportRequest(Path.GetFullPath(values.GetValue(directory)!), () => configuration.Read(invocation, values))
            {
                Names = names is ["all"] ? null : names,
                Consent = new ImportConsent(values.GetValue(replaceTokenKey), values.GetValue(allowShorter)),
                ConfigurationProblem = () => configuration.Problem(invocation, values),
                DryRun = changing.IsDryRun(values),
                Activation = activating.Read(values),
            };
            return Import(invocation, request, changing.SaysYes(values));
        });
    }

    private static int Import(Invocation invocation, ImportRequest request, bool yes)
    {
        var terminal = invocation.Terminal;
        var change = new ChangeOutput(invocation, Name, Texts.ImportedDone);
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<ImportPlan>(
            plan => change.Asks(
                ImportView.Lines(plan, terminal), yes, PlanBounds.Warnings(plan, terminal)),
            plan => DocumentWriter.Kept(ImportPlanDocument.Of(plan, Language.English)),
            change.Tell);
        var result = KubePki.Operations.Import.Run(invocation.Node, request, callbacks);
        if (result.End is OperationEnd.Planned or OperationEnd.NothingToDo)
        {
            var (plan, nothingToDo) = (result.Planned!, result.Planned!.Actions.Count == 0);
            Document document = nothingToDo && !request.DryRun ? ResultDocument.NothingToImport(plan, terminal.Language)
                : ImportPlanDocument.Of(plan, terminal.Language);
            var code = ChangeOutput.CodeOf(Left(plan));
            change.ShowOnly(ImportView.Lines(plan, terminal), document, nothingToDo, request.DryRun, code);
            return code;
        }

        return result is { Planned: { } planned, Change: { } done }
            ? change.Finish(
                done, result.Activated, ResultDocument.Of(planned, done, ExitCode.Of(result.Activated), terminal.Language), Left(planned))
            : change.Fail(result);
    }

    private static IReadOnlyList<Skip> Left(ImportPlan plan)
        => [.. plan.Skipped.Where(s => s.IsHomeCopy || (!s.Item.IsInHome && !s.Reason.Is(ImportMessages.InPlaceAlready)))];

    private static Problem? Wrong(string[] names)
        => names.Length == 0
            ? CliMessages.NeedsNames.At("")
            : names.Length > 1 && names.Contains("all") ? CliMessages.AllAndNames.At("") : null;
}
