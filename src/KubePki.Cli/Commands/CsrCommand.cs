using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Cli.Present;
using KubePki.Judge;
using KubePki.Observe;
using KubePki.Plan;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki csr export|import</c>: for CAs whose key is elsewhere.</summary>
internal static class CsrCommand
{
    private const string Name = "csr";

    public static Command Build(CommonOptions common) => new Verb(Name, HelpTexts.CsrAbout, common) { Export(common), Import(common) };

    private static Argument<string[]> What(CommonOptions common)
    {
        var what = new Argument<string[]>("what") { HelpName = "all|NAME…", Description = HelpTexts.CsrWhatArgument.In(common.Tongue), Arity = ArgumentArity.ZeroOrMore };
        what.CompletionSources.Add([.. RequestPlan.Names.Prepend("all")]);
        return what;
    }

    private static Option<string> Directory(CommonOptions common) => new("--dir") { Description = HelpTexts.CsrDirOption.In(common.Tongue), HelpName = "DIR", Required = true };

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
        }.Does(common, (invocation, parsed) =>
        {
            var names = parsed.GetValue(what) ?? [];
            if (Wrong(names) is { } wrong)
            {
                return invocation.Fail(Name, wrong);
            }

            var known = configuration.Read(invocation, parsed);
            if (!known.Succeeded)
            {
                return invocation.Fail(Name, known.Problem);
            }

            var plan = RequestPlan.Of(known.Value.State, known.Value.Facts, names is ["all"] ? null : names, parsed.GetValue(keyAlgorithm), fromConfiguration: known.Value.Given is not null, parsed.GetValue(replaceTokenKey));
            return plan.Refusals.Count > 0 ? invocation.Fail(Name, plan.Refusals) : Write(invocation, plan, known.Value.Facts.ClusterName, Path.GetFullPath(parsed.GetValue(directory)!));
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
            var document = Documents.Result(Name, Documents.DoneOutcome);
            document["requests"] = Documents.Array(plan.Actions.Select(a => (JsonNode)new JsonObject
            {
                ["name"] = a.Item.Name,
                ["request"] = directory + a.Places.Request,
                ["certificate"] = directory + a.Places.Certificate,
                ["commonName"] = a.Identity.CommonName,
                ["organizations"] = Documents.Array(a.Identity.Organizations.Select(o => (JsonNode)o)),
                ["sans"] = Documents.Array(a.Identity.Names.Select(n => (JsonNode)n)),
                ["authority"] = a.Item.Entry.Issuer,
            }));
            return invocation.Report(document);
        }

        terminal.Results([terminal.Say(Texts.Requests, terminal.Items(plan.Actions.Count), directory)]);
        var table = new Table(terminal.Say(Texts.Name), terminal.Say(Texts.Authority), terminal.Say(Texts.Request), terminal.Say(Texts.Answer));
        foreach (var action in plan.Actions)
        {
            table.Add([action.Item.Name, action.Item.Entry.Issuer!, action.Places.Request[1..], action.Places.Certificate[1..]]);
        }

        terminal.Results(table.Lines(terminal.Width - 2).Select(line => "  " + line));
        terminal.Results(PlanView.Notes(plan.Actions.Select(a => (a.Item, a.KeptKey)), terminal));
        terminal.Results([terminal.Say(Texts.RequestsNext, Shell.Quoted(directory), invocation.PlaceArguments)]);
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
        var verb = new Verb("import", HelpTexts.CsrImportAbout, common, "kubepki csr import all --dir requests --dry-run", "kubepki csr import all --dir requests --yes") { what, directory, configuration.Option, allowShorter, replaceTokenKey };
        changing.AddTo(verb);
        activating.AddTo(verb);
        return verb.Does(common, (invocation, parsed) =>
        {
            var names = parsed.GetValue(what) ?? [];
            if (Wrong(names) is { } wrong)
            {
                return invocation.Fail(Name, wrong);
            }

            if (!changing.IsDryRun(parsed) && invocation.RecoverFirst(Name) is { } cutOff)
            {
                return cutOff;
            }

            var known = configuration.Read(invocation, parsed);
            if (!known.Succeeded)
            {
                return invocation.Fail(Name, known.Problem);
            }

            var place = Path.GetFullPath(parsed.GetValue(directory)!);
            var import = new CsrImport(invocation.Clock, invocation.Transactions, place);
            var requests = RequestPlan.Of(known.Value.State, known.Value.Facts, names is ["all"] ? RequestPlan.Names : names, null, fromConfiguration: true);
            if (requests.Refusals.Count > 0)
            {
                return invocation.Fail(Name, requests.Refusals);
            }

            var plan = ImportPlan.Of(known.Value.State, import.Read(requests), place, byName: names is not ["all"], new ImportConsent(parsed.GetValue(replaceTokenKey), parsed.GetValue(allowShorter)));
            return Run(invocation, known.Value, import, plan, changing.IsDryRun(parsed), changing.SaysYes(parsed), transaction => activating.Run(invocation, parsed, transaction, mayTakeBack: true));
        });
    }

    private static int Run(Invocation invocation, KnownNode node, CsrImport import, ImportPlan plan, bool dryRun, bool yes, Func<TransactionRecord, Activated?> activate)
    {
        var terminal = invocation.Terminal;
        var code = plan.Skipped.Any(s => !s.Item.IsInHome) ? ExitCode.Findings : ExitCode.Done;
        var change = new PlannedChange(invocation, Name);
        if (plan.Refusals.Count > 0)
        {
            return change.Refuse(plan.Refusals);
        }

        if (dryRun || plan.Actions.Count == 0)
        {
            change.ShowOnly(ImportView.Lines(plan, terminal), ImportView.Plan(plan, terminal.Tongue), plan.Actions.Count == 0);
            return code;
        }

        terminal.Show(ImportView.Lines(plan, terminal));
        if (invocation.GoesAhead(Name, yes, terminal.Say(Texts.Ask)) is { } refused)
        {
            return invocation.Fail(Name, refused);
        }

        var started = invocation.Clock.GetTimestamp();
        var done = import.Run(node.State, plan, Encoding.UTF8.GetBytes(DocumentWriter.Text(ImportView.Plan(plan, Language.Tongue.English), OutputFormat.Json)));
        if (!done.Succeeded)
        {
            return change.Refuse([done.Problem]);
        }

        var after = NodeObserver.Observe(invocation.Root, invocation.Clock.GetUtcNow(), node.Given);
        return change.Finish(
            new Changed(Texts.ImportedDone, node.State, after, [.. plan.Actions.Select(a => a.Item)], plan.Effects, done.Value, invocation.Clock.GetElapsedTime(started)),
            transaction => node.State.Layout.Pods.Any() ? activate(transaction) : null,
            (imported, activated) => ImportView.Result(plan, done.Value, imported, activated?.Code ?? ExitCode.Done, terminal.Tongue),
            code);
    }

    private static Language.Problem? Wrong(string[] names)
        => names.Length == 0 ? CliMessages.NeedsNames.At("") : names.Length > 1 && names.Contains("all") ? CliMessages.AllAndNames.At("") : null;
}
