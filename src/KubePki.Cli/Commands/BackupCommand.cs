using System.CommandLine;
using System.Globalization;
using KubePki.Apply;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki backup</c>: manual backups, and those of every transaction.</summary>
internal static class BackupCommand
{
    private const string Name = "backup";
    private const int KeptUnlessTold = 10;
    private static readonly HashSet<string> Unreadable =
    [
        FileMessages.Unreadable.Id, FileMessages.NotAFile.Id, FileMessages.TooLarge.Id, FileMessages.TooManyLinks.Id,
    ];

    public static Command Build(CommonOptions common)
        => new Verb(Name, HelpTexts.BackupAbout, common, "kubepki backup create", "kubepki backup verify", "kubepki backup prune --keep 5")
    {
        new Verb("create", HelpTexts.BackupCreateAbout, common, "kubepki backup create").Leaving(Trace.Backups)
            .OnNodes(common, FleetMode.AllAtOnce)
            .Does(common, (invocation, _) => Create(invocation)),
        new Verb("list", HelpTexts.BackupListAbout, common, "kubepki backup list", "kubepki backup list -o json").OnNodes(
            common, FleetMode.Reads)
            .Reads(Name, common, (invocation, _) => List(invocation)),
        Verify(common),
        Restore(common),
        Prune(common),
    };

    private static int Create(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        using var listener = new OperationListener(invocation);
        var result = Backups.Create(invocation.Node, listener.Callbacks());
        if (result.Backup is not { } made)
        {
            return invocation.Fail(Name, result);
        }

        terminal.Show([terminal.Say(Texts.BackedUp, made.Id, Count(made.Paths.Count))]);
        if (terminal.IsDocument)
        {
            invocation.Write(BackupsDocument.Of([made], terminal.Language));
        }

        return LeftOut(invocation, result.State!, made.Skipped);
    }

    /// <summary>Reports skipped files. A backup without unreadable files is better than none, but less complete than it looks.</summary>
    private static int LeftOut(Invocation invocation, NodeState state, IReadOnlyList<Problem> left)
    {
        var problems = state.Items.SelectMany(i => new[] { i.Problem, i.KeyProblem }).OfType<Problem>()
            .Where(p => Unreadable.Contains(p.Id))
            .Concat(left)
            .DistinctBy(p => p.Where)
            .ToList();
        if (problems.Count == 0)
        {
            return ExitCode.Done;
        }

        invocation.Terminal.Note(invocation.Terminal.Say(Texts.LeftOut));
        invocation.Terminal.Errors(problems);
        return ExitCode.Findings;
    }

    private static int List(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        var backups = invocation.Node.Transactions.Backups();
        if (terminal.IsDocument)
        {
            return invocation.Report(BackupsDocument.Of(backups, terminal.Language));
        }

        if (backups.Count == 0)
        {
            terminal.Results([terminal.Say(Texts.NoBackups)]);
            return ExitCode.Done;
        }

        var table = new Table(terminal.Say(Texts.Id), terminal.Say(Texts.Made), terminal.Say(Texts.Files));
        foreach (var backup in backups)
        {
            table.Add([
                backup.Id, backup.MadeAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-", Holds(backup),
            ]);
        }

        terminal.Results(table.Lines(terminal.Width));
        return ExitCode.Done;

        string Holds(BackupRecord backup)
            => backup.IsUnknown
                ? terminal.Say(Texts.StateUnknown)
                : backup.IsDamaged ? terminal.Say(Texts.Damaged) : Count(backup.Paths.Count);
    }

    private static Command Verify(CommonOptions common)
    {
        var id = BackupId(common, ArgumentArity.ZeroOrOne, "[ID]");
        string[] examples = ["kubepki backup verify", "kubepki backup verify 20361124T073102123Z-4f1a"];
        var verb = new Verb("verify", HelpTexts.BackupVerifyAbout, common, [.. examples]) { id };
        return verb.OnNodes(common, FleetMode.Reads).Reads(Name, common, (invocation, values) =>
        {
            var terminal = invocation.Terminal;
            var transactions = invocation.Node.Transactions;
            var asked = values.GetValue(id);
            var verified = transactions.VerifiedBackups(asked);
            if (asked is not null && verified.Count == 0)
            {
                return invocation.Fail(Name, ApplyMessages.NoBackup.At("", asked));
            }

            var damages = verified.Select(b => b.Problem).OfType<Problem>().ToList();
            if (terminal.IsDocument)
            {
                invocation.Write(BackupsDocument.Of(verified, terminal.Language));
            }
            else
            {
                terminal.Results(
                    verified.Count == 0 ? [terminal.Say(Texts.NoBackups)]
                        : verified.Where(b => b.IsIntact).Select(b => terminal.Say(Texts.BackupGood, b.Id, Count(b.Paths.Count))));
            }

            terminal.Errors(damages);
            return damages.Count == 0 ? ExitCode.Done : ExitCode.Findings;
        });
    }

    private static Command Restore(CommonOptions common)
    {
        var ids = new Argument<string[]>("id")
        {
            HelpName = "ID",
            Description = HelpTexts.BackupRestoreArgument.In(common.Language),
            Arity = ArgumentArity.OneOrMore,
        };
        var changing = new ChangeOptions(common);
        var verb = new Verb("restore", HelpTexts.BackupRestoreAbout, common,
            "kubepki backup restore 20361124T073102123Z-4f1a --dry-run",
            new Example(
                "kubepki backup restore cp1=20361124T073102123Z-4f1a cp2=20361124T073102208Z-91cc --nodes cp1,cp2",
                HelpTexts.ExampleRestoreNodes)) {
                ids,
            };
        changing.AddTo(verb);
        var activating = new Activating(common);
        activating.AddTo(verb);
        var nodes = new NodesOptions(common, FleetMode.OneByOne) { Chooses = BackupChoice.Of };
        return verb.OnNodes(nodes).Reads(Name, common, (invocation, values) =>
        {
            if (values.GetValue(ids) is not [var id] || id.Contains('='))
            {
                return invocation.Fail(Name, CliMessages.OneBackup.At(""));
            }

            var request = new RestorationRequest(id) { DryRun = changing.IsDryRun(values), Activation = activating.Read(values) };
            return Restore(invocation, request, changing.SaysYes(values));
        });
    }

    private static int Restore(Invocation invocation, RestorationRequest request, bool yes)
    {
        var terminal = invocation.Terminal;
        using var listener = new OperationListener(invocation);
        var callbacks = listener.Callbacks<BackupRecord>(_ => invocation.Consents(yes, terminal.Say(Texts.Ask)), tell: Tell);
        var result = Restoration.Run(invocation.Node, request, callbacks);
        if (result is { End: OperationEnd.Planned, Backup: { } backup })
        {
            terminal.Show([terminal.Say(Texts.DryRun)]);
            return terminal.IsDocument ? invocation.Report(BackupsDocument.Of([backup], terminal.Language)) : ExitCode.Done;
        }

        return result.Transaction is { } restored
            ? invocation.Finish("restore", restored, result.Activated)
            : invocation.Fail(Name, result);

        void Tell(OperationEvent told)
        {
            switch (told)
            {
                case BackupFound { Backup: var found }:
                    terminal.Propose(
                        [
                            terminal.Bold(terminal.Say(Texts.RestoreTitle, found.Id, Count(found.Paths.Count))),
                            .. found.Paths.Select(p => "  " + p),
                        ],
                        agreed: yes && !request.DryRun);
                    break;
                case FilesRestored done:
                    terminal.Show([terminal.Say(Texts.Restored, done.Source, done.Transaction.Id)]);
                    break;
            }
        }
    }

    private static Command Prune(CommonOptions common)
    {
        var keep = Options.Number(common, "--keep", HelpTexts.KeepOption, 0, 10_000);
        var changing = new ChangeOptions(common);
        var verb = new Verb(
            "prune", HelpTexts.BackupPruneAbout, common, "kubepki backup prune --keep 5 --yes") { keep }.Leaving(Trace.Backups);
        changing.AddTo(verb);
        return verb.OnNodes(common, FleetMode.AllAtOnce).Reads(Name, common, (invocation, values) =>
        {
            var terminal = invocation.Terminal;
            using var listener = new OperationListener(invocation);
            var callbacks = listener.Callbacks<PrunePlan>(plan =>
            {
                var yes = changing.SaysYes(values);
                TellPlan(terminal, plan, agreed: yes);
                return invocation.Consents(yes, terminal.Say(Texts.Ask));
            });
            var result = Backups.Prune(invocation.Node, values.GetValue(keep) ?? KeptUnlessTold, changing.IsDryRun(values), callbacks);
            switch (result.End)
            {
                case OperationEnd.Planned or OperationEnd.NothingToDo:
                    TellPlan(terminal, result.Plan, agreed: false);
                    break;
                case OperationEnd.Done:
                    terminal.Show([terminal.Say(Texts.Pruned, string.Join(", ", result.Plan.Removed.Select(b => b.Id)))]);
                    break;
                default:
                    return invocation.Fail(Name, result);
            }

            return terminal.IsDocument ? invocation.Report(BackupsDocument.Of(result.Plan, terminal.Language)) : ExitCode.Done;
        });
    }

    private static void TellPlan(Terminal terminal, PrunePlan plan, bool agreed)
    {
        terminal.Show(plan.DamagedLeft.Select(b => terminal.Say(b.IsUnknown ? Texts.UnreadLeft : Texts.DamagedLeft, b.Id)));
        IEnumerable<string> lines = plan.Removed.Count == 0
            ? [terminal.Say(Texts.NothingPruned)]
            : plan.Removed.Select(WillPrune).Append(terminal.Say(Texts.PruneForgets));
        terminal.Propose(lines.Select(line => (Line)line), agreed);

        string WillPrune(BackupRecord backup)
            => backup.IsIntact ? terminal.Say(Texts.WillPrune, backup.Id, Count(backup.Paths.Count))
                : terminal.Say(backup.IsUnknown ? Texts.WillPruneUnread : Texts.WillPruneDamaged, backup.Id);
    }

    private static Argument<string?> BackupId(CommonOptions common, ArgumentArity arity, string name)
        => new("id") { HelpName = name, Description = HelpTexts.BackupArgument.In(common.Language), Arity = arity };

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
