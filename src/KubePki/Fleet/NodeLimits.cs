namespace KubePki.Fleet;

/// <summary>What kubepki waits for on a node.</summary>
internal enum NodeWork
{
    /// <summary>The login, and the first line of the script on the node.</summary>
    Connect,

    /// <summary>The copy of kubepki, and its first line.</summary>
    Copy,

    /// <summary>The answer of a command that changes nothing.</summary>
    Read,

    /// <summary>The answer of a command that writes files: a backup, staged files.</summary>
    Write,

    /// <summary>The answer of a command that restarts components and waits for them.</summary>
    Activate,
}

/// <summary>How long kubepki waits for a node. The time in which a user types a password does not count.</summary>
internal sealed record NodeLimits(TimeSpan Connect, TimeSpan Copy, TimeSpan Read, TimeSpan Write, TimeSpan Activate)
{
    /// <summary>
    /// 1 minute to connect, 5 to copy, 2 to read, 10 to write, and an hour to activate: five components, each restarted and, if that fails,
    /// restarted with the old files, take at most 50 minutes by default.
    /// </summary>
    public static readonly NodeLimits Default = new(
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    /// <summary>The maximum: timers do not support longer waits.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromDays(40);

    /// <summary>The same limit for every kind of work.</summary>
    public NodeLimits Within(TimeSpan limit)
        => this with
        {
            Connect = Bounded(limit),
            Copy = Bounded(limit),
            Read = Bounded(limit),
            Write = Bounded(limit),
            Activate = Bounded(limit),
        };

    /// <summary>
    /// The limits for a command whose components may each take <paramref name="healthy"/> to become healthy. The node may take the same
    /// time to connect, to copy and to answer. To activate everything, it may take ten times as long, plus the time to write files.
    /// </summary>
    public NodeLimits WithComponents(TimeSpan healthy)
        => this with
        {
            Connect = Bounded(healthy),
            Copy = Bounded(healthy),
            Read = Bounded(healthy),
            Activate = Bounded((Bounded(healthy) * 10) + Write),
        };

    /// <summary>The limit of one kind of work.</summary>
    public TimeSpan Of(NodeWork work) => work switch
    {
        NodeWork.Connect => Connect,
        NodeWork.Copy => Copy,
        NodeWork.Read => Read,
        NodeWork.Write => Write,
        _ => Activate,
    };

    private static TimeSpan Bounded(TimeSpan limit) => limit < Most ? limit : Most;
}
