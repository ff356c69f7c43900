using System.Text.RegularExpressions;

namespace KubePki.Faults.Kit;

/// <summary>
/// Runs kubepki under strace, which makes one system call fail or kills the process on entry to it. strace counts the calls of each name
/// separately for each thread. kubepki makes all changes in its main thread, except in home directories of ordinary users, so a name and a
/// number identify one call. Another thread may open files that are only read, and the number of those calls varies.
/// </summary>
internal static partial class Strace
{
    /// <summary>Every call that changes the contents of a file system, or opens an entry.</summary>
    public const string ChangingCalls =
        "?open,openat,?openat2,?creat,write,pwrite64,?writev,?pwritev,?pwritev2,fsync,fdatasync,?sync_file_range,"
        + "?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,?mkdir,?mkdirat,?mknod,?mknodat,?chmod,fchmod,?fchmodat,"
        + "?chown,fchown,?lchown,?fchownat,?symlink,?symlinkat,?link,?linkat,ftruncate,?truncate,"
        + "setxattr,lsetxattr,fsetxattr,flock,fallocate,?copy_file_range,?utimensat,?sendfile";

    private const string LookingCalls = "statx,openat,openat2,read,pread64,getdents64,readlink,readlinkat";

    /// <summary>The compiled killer.c; null if there is no compiler, then strace does the kill.</summary>
    private static readonly Lazy<string?> Killer = new(() =>
    {
        var program = Path.Combine(AppContext.BaseDirectory, "killer");
        return Programs.Has("cc")
            && Programs.Run("cc", "-O1", "-o", program, Path.Combine(AppContext.BaseDirectory, "Kit", "killer.c")).ExitCode == 0
            ? program
            : null;
    });

    public static bool IsThere => Programs.Has("strace");

    /// <summary>The calls of the main thread, in order. <paramref name="describe"/> adds the path of each file descriptor.</summary>
    public static IReadOnlyList<SystemCall> Calls(string calls, string root, IReadOnlyList<string> arguments, bool describe = false)
    {
        var log = Path.GetTempFileName();
        try
        {
            Programs.Run(
                "strace",
                [
                    "-f", "-qq", "--seccomp-bpf", "-o", log, "-e", $"trace={calls}", "-e", "signal=none", "-s", "200",
                    .. describe ? (string[])["-y"] : [], Kubepki.Path, .. Kubepki.On(root, arguments),
                ])
                .Expect(0, 3);
            var lines = File.ReadLines(log).Select(line => Line().Match(line)).Where(m => m.Success)
                .Select(m => (Thread: m.Groups[1].Value, Call: m.Groups[2].Value))
                .ToList();
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            return [.. lines.GroupBy(l => l.Thread).First().Select(l =>
            {
                var name = l.Call[..l.Call.IndexOf('(', StringComparison.Ordinal)];
                seen[name] = seen.GetValueOrDefault(name) + 1;
                return new SystemCall(name, seen[name], l.Call);
            })];
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Runs kubepki and kills it on entry to the call. The call does not happen.</summary>
    public static Ended Kill(SystemCall call, string root, IReadOnlyList<string> arguments)
        => Killer.Value is { } killer
            ? Programs.Run(killer, [call.Name, $"{call.Number}", Kubepki.Path, .. Kubepki.On(root, arguments)])
            : Programs.Run("strace", Injecting(call, "signal=KILL", root, arguments));

    /// <summary>Starts kubepki and waits until it stops on entry to the call.</summary>
    public static Paused Stop(SystemCall call, string root, IReadOnlyList<string> arguments)
        => new(Programs.Start("strace", Injecting(call, "signal=STOP", root, arguments)));

    /// <summary>
    /// Same as <see cref="Stop"/>, with a call of that name and number counted on one path. Calls elsewhere do not count.
    /// </summary>
    public static Paused StopOn(string path, string call, int number, string root, IReadOnlyList<string> arguments)
        => new(Programs.Start("strace", [
            "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", $"trace={call}", "-e", $"inject={call}:signal=STOP:when={number}",
            Kubepki.Path, .. Kubepki.On(root, arguments)]));

    /// <summary>
    /// Runs kubepki so that the call does not happen and returns an errno (ENOSPC, EIO, …). With <paramref name="on"/>, every later call of
    /// that name fails too. strace stops only at calls of that name, which takes less than half the time.
    /// </summary>
    public static Ended Fail(SystemCall call, string error, bool on, string root, IReadOnlyList<string> arguments)
        => Programs.Run("strace", ["--seccomp-bpf", .. Injecting(call, $"error={error}", root, arguments, on ? "+" : "")]);

    /// <summary>
    /// Runs kubepki so that calls on one path return an errno: all calls that inspect or read it, or only the call of a name and a number,
    /// counted on this path.
    /// </summary>
    public static Ended FailOn(string path, string error, (string Call, int Number)? only, string root, params string[] arguments)
        => Programs.Run("strace", [
            "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", $"trace={LookingCalls}",
            "-e", only is var (call, number) ? $"inject={call}:error={error}:when={number}" : $"inject={LookingCalls}:error={error}",
            Kubepki.Path, .. Kubepki.On(root, arguments)]);

    /// <summary>Signals need a run without --seccomp-bpf: with it, strace 6.1 does not deliver them.</summary>
    private static IReadOnlyList<string> Injecting(
        SystemCall call, string fault, string root, IReadOnlyList<string> arguments, string on = "")
        =>
        [
            "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call.Name}", "-e", $"inject={call.Name}:{fault}:when={call.Number}{on}",
            Kubepki.Path, .. Kubepki.On(root, arguments),
        ];

    [GeneratedRegex(@"^(\d+)\s+([a-z]\w*\(.*)$")]
    private static partial Regex Line();
}

/// <summary>One system call of a run: the n-th call of its name, counted from 1.</summary>
/// <param name="Text">The line of strace.</param>
internal sealed record SystemCall(string Name, int Number, string Text)
{
    public override string ToString() => $"{Name} {Number}: {Text}";
}
