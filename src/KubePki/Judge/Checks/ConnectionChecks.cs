using KubePki.Judge.Connections;
using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether each end of every connection accepts the other. The result combines what all other checks judge.</summary>
internal static class ConnectionChecks
{
    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("connection", CheckArea.Trust, Severity.Error,
            new("both ends of every connection accept each other: components, kubectl and pods", "每个连接的两端都互相接受：组件、kubectl 和 Pod"),
            new("{kubepki explain} shows what stops working without each connection", "{kubepki explain} 会说明缺少各个连接时哪些功能失效"),
            [ConnectionMessages.Fails, ConnectionMessages.Unseen],
            Connections),
    ];

    private static CheckAnswer Connections(CheckSubject subject)
    {
        var unseen = subject.Graph.Connections.Where(c => c.State == ConnectionState.Unknown).ToList();
        var answer = CheckAnswer.Of(subject.Graph.Connections.Where(c => c.Failure is not null)
            .Select(c => ConnectionMessages.Fails.At(c.Name) with { Cause = c.Failure }));
        return unseen.Count == 0 ? answer : answer with { Undecided = ConnectionMessages.Unseen.At("", Names(subject, unseen)) };
    }

    private static string Names(CheckSubject subject, IEnumerable<Connection> unseen)
    {
        var (shown, more) = HomeFindingLimit.Limit(unseen, c => subject.State.HomeOf(c.Name), c => c.UnknownReason);
        return string.Join(", ", [.. shown.Select(c => c.Name), .. more.Select(m => $"{m.Home} … ({m.Count})")]);
    }
}
