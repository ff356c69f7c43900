using KubePki.Apply;

namespace KubePki.Cli.Present;

/// <summary>What a recovery did, a line a transaction.</summary>
internal static class RecoveryView
{
    public static IReadOnlyList<string> Lines(RecoveryReport report, Terminal terminal) =>
    [
        .. report.RolledForward.Select(t => terminal.Say(Texts.RolledForward, t.Id, t.Verb)),
        .. report.RolledBack.Select(t => terminal.Say(Texts.RolledBack, t.Id, t.Verb)),
    ];
}
