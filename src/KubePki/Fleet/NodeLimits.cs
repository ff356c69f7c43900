namespace KubePki.Fleet;

/// <summary>What kubepki waits for on a node.</summary>
internal enum NodeWork
{
    /// <summary>The login, and the first word of the script there.</summary>
    Connect,

    /// <summary>The copy of kubepki, and its first word.</summary>
    Copy,

    /// <summary>The answer of a command that changes nothing.</summary>
    Read,

    /// <summary>The answer of a command that writes files: a backup, staged files.</summary>
    Write,

    /// <summary>The answer of a command that restarts components and waits for them.</summary>
    Activate,
}

/// <summary>How long kubepki waits for a node. The time in which a person types a password does not count.</summary>
internal sealed record NodeLimits(TimeSpan Connect, TimeSpan Copy, TimeSpan Read, TimeSpan Write, TimeSpan Activate)
{
    /// <summary>
    /// A minute, five, two, ten, and an hour: five components, each restarted and, when that fails, restarted on its old files, take
    /// fifty minutes at most by default.
    /// </summary>
    public static readonly NodeLimits Default = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    /// <summary>Timers take no longer wait.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromDays(40);

    /// <summary>The same limit for everything that ends without a component's help.</summary>
    public NodeLimits Within(TimeSpan limit)
        => this with { Connect = Bounded(limit), Copy = Bounded(limit), Read = Bounded(limit), Write = Bounded(limit), Activate = Bounded(limit) };

    /// <summary>
    /// The limits of a command whose components may each take <paramref name="healthy"/> to become healthy: the node may take that to answer too,
    /// and ten times as long to activate everything.
    /// </summary>
    public NodeLimits WithComponents(TimeSpan healthy)
        => this with { Connect = Bounded(healthy), Copy = Bounded(healthy), Read = Bounded(healthy), Activate = Bounded((Bounded(healthy) * 10) + Write) };

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
