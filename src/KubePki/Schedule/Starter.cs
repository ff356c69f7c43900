namespace KubePki.Schedule;

/// <summary>What starts scheduled runs.</summary>
internal enum StarterKind
{
    /// <summary>A systemd timer.</summary>
    Systemd,

    /// <summary>An entry of cron.</summary>
    Cron,
}

/// <summary>A file of a schedule: a text, or a link.</summary>
/// <param name="Path">Its path on the node.</param>
/// <param name="Text">Its content; null for a link.</param>
/// <param name="Target">The target of a link; null for a text.</param>
internal sealed record ScheduleFile(string Path, string? Text, string? Target);

/// <summary>The files with which systemd or cron starts scheduled runs. Pure.</summary>
internal static class Starter
{
    public const string Service = "kubepki-renew.service";
    public const string Timer = "kubepki-renew.timer";
    public const string ServicePath = $"{Units}/{Service}";
    public const string CronPath = "/etc/cron.d/kubepki-renew";
    private const string Units = "/etc/systemd/system";
    private const string TimerPath = $"{Units}/{Timer}";

    /// <summary>The link that makes systemd start the timer at boot, as 'systemctl enable' creates it.</summary>
    private const string Wanted = $"{Units}/timers.target.wants/{Timer}";

    /// <summary>
    /// What a run needs beyond reading and writing root's files: files of other owners, acting as the owner of a home, signalling the
    /// kubelet, and seeing the processes of components (/proc/PID/ns needs ptrace's right, ptrace(2)).
    /// </summary>
    private const string Capabilities =
        "CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_CHOWN CAP_FOWNER CAP_SETUID CAP_SETGID CAP_KILL CAP_SYS_PTRACE";

    /// <summary>The paths of all files of a starter.</summary>
    public static IReadOnlyList<string> Paths(StarterKind kind)
        => kind == StarterKind.Systemd ? [ServicePath, TimerPath, Wanted] : [CronPath];

    /// <summary>The file that has the settings.</summary>
    public static string MainPath(StarterKind kind) => kind == StarterKind.Systemd ? ServicePath : CronPath;

    /// <summary>The files of a schedule.</summary>
    /// <param name="kind">What starts the runs.</param>
    /// <param name="settings">What a run does, and when.</param>
    /// <param name="program">The path of kubepki on the node.</param>
    /// <param name="writes">Directories that a run writes to, besides the usual ones.</param>
    public static IReadOnlyList<ScheduleFile> Files(
        StarterKind kind, ScheduleSettings settings, string program, IReadOnlyList<string> writes)
        => kind == StarterKind.Systemd
            ?
            [
                new(ServicePath, OwnText.Of(settings, ServiceText(settings, program, writes)), null),
                new(TimerPath, OwnText.Of(settings, TimerText(settings)), null),
                new(Wanted, null, TimerPath),
            ]
            : [new(CronPath, OwnText.Of(settings, CronText(settings, program)), null)];

    private static string ServiceText(ScheduleSettings settings, string program, IReadOnlyList<string> writes) => $"""
        [Unit]
        Description=Renewal of this node's Kubernetes certificates
        Wants=network-online.target
        After=network-online.target kubelet.service

        [Service]
        Type=oneshot
        ExecStart={string.Join(' ', settings.RunArguments(delays: false).Prepend(program).Select(UnitWord))}
        # After SIGTERM a run still finishes the component that it restarts.
        TimeoutStopSec=15min
        UMask=0077

        # A run writes certificates, kubeconfigs in homes, and its own records. It speaks to the container runtime and systemd over their
        # sockets, and to this cluster's ports.
        ProtectSystem=strict
        ReadWritePaths={string.Join(' ', WritablePaths(writes).Select(p => "-" + UnitWord(p)))}
        CapabilityBoundingSet={Capabilities}
        NoNewPrivileges=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        MemoryMax=512M

        """;

    private static string TimerText(ScheduleSettings settings) => $"""
        [Unit]
        Description=Renewal of this node's Kubernetes certificates

        [Timer]
        OnCalendar={settings.At.OnCalendar}
        RandomizedDelaySec={(long)settings.RandomDelay.TotalSeconds}
        # A run that was due while the machine was off starts at boot.
        Persistent=yes

        [Install]
        WantedBy=timers.target

        """;

    private static string CronText(ScheduleSettings settings, string program) => $"""
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        {settings.At.Cron} root {string.Join(' ', settings.RunArguments(delays: true).Prepend(program).Select(CronWord))}

        """;

    /// <summary>
    /// Where a run may write: /etc and /var/lib hold the files of every known layout; homes hold kubeconfigs. Renames stay within each.
    /// </summary>
    private static IEnumerable<string> WritablePaths(IReadOnlyList<string> writes)
    {
        string[] usual = ["/etc", "/var/lib", "/root", "/home"];
        return usual.Concat(writes.Where(w => !usual.Any(u => IsWithin(w, u))).Distinct().Order(StringComparer.Ordinal));

        static bool IsWithin(string path, string directory)
            => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
    }

    /// <summary>A word of a unit file: quoted, without specifiers and variables (systemd.service(5), "Command lines").</summary>
    internal static string UnitWord(string text)
    {
        var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:@+,=".Contains(c, StringComparison.Ordinal))
            ? text
            : $"\"{escaped}\"";
    }

    /// <summary>A word of a crontab's command: quoted for the shell; cron makes a line break of every bare % (crontab(5)).</summary>
    internal static string CronWord(string text)
    {
        var quoted = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:@+,=".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

        // The quotes are closed around each %, so that the backslash is cron's and not a character of the word.
        return quoted.Replace("%", quoted == text ? @"\%" : @"'\%'", StringComparison.Ordinal);
    }
}
