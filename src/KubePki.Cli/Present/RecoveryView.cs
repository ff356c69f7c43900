using KubePki.Apply;

namespace KubePki.Cli.Present;

/// <summary>The results of a recovery, one line for each transaction.</summary>
internal static class RecoveryView
{
    public static IReadOnlyList<string> Lines(RecoveryReport report, Terminal terminal) =>
    [
        .. report.RolledForward.Select(t => terminal.Say(Texts.RolledForward, t.Id, t.Verb)),
        .. report.RolledBack.Select(t => terminal.Say(Texts.RolledBack, t.Id, t.Verb)),
    ];
}
