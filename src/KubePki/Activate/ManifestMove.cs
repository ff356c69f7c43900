using System.Globalization;
using KubePki.Activate.Runtime;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate;

/// <summary>
/// The restart for nodes whose container runtime does not answer: the kubelet stops a static pod whose manifest is moved away, and starts
/// it when the manifest is back. The manifest is renamed into the parent directory, on the same file system, and never copied: the kubelet
/// would run any manifest in its directory. The new name tells the original path, so that the next run can complete an interrupted one.
/// </summary>
internal sealed class ManifestMove(NodeRoot root, string manifestDirectory, TimeProvider clock) : StaticPodRestart
{
    private const string Prefix = ".kubepki-moved-";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the kubelet may take to check its directory (fileCheckFrequency, 20 s) and to stop the pod.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20) + Grace + Grace;

    /// <summary>
    /// Moves back the manifests that an interrupted run had moved away. Returns what was done, or why it was not: a manifest written in the
    /// meantime is never overwritten.
    /// </summary>
    internal static IReadOnlyList<Statement> RestoreAll(NodeRoot root, string manifestDirectory)
    {
        var above = Path.GetDirectoryName(manifestDirectory) ?? "/";
        var done = new List<Statement>();
        using var files = new HeldFiles(root);
        foreach (var name in Away(root, manifestDirectory))
        {
            var (away, home) = ($"{above}/{name}", $"{manifestDirectory}/{name[Prefix.Length..]}");
            done.Add(Distrust(files, away) ?? Return(root, away, home));
        }

        return done;
    }

    /// <summary>The names of the manifests that were moved into the parent of the manifest directory.</summary>
    internal static IEnumerable<string> Away(NodeRoot root, string manifestDirectory)
        => root.Names(Path.GetDirectoryName(manifestDirectory) ?? "/").Where(n => n.StartsWith(Prefix, StringComparison.Ordinal));

    internal override async Task<Problem?> EndAsync(string component, CancellationToken cancellation)
    {
        var home = $"{manifestDirectory}/{component}.yaml";
        var away = $"{Path.GetDirectoryName(manifestDirectory)}/{Prefix}{component}.yaml";
        if (ComponentProcess.Find(component, clock) is not { } running)
        {
            return null;
        }

        if (Move(root, home, away, home) is { } stuck)
        {
            return stuck;
        }

        var ended = false;
        Statement back;
        try
        {
            ended = await EndsAsync(component, running, cancellation).ConfigureAwait(false);
        }
        finally
        {
            back = Return(root, away, home);
        }

        return back is Problem left
            ? left
            : (ended ? null : ActivateMessages.PodStays.At(component, Limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
    }

    internal override Task<IReadOnlyList<LogLine>> LogAsync(string component, int count, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<LogLine>>([]);

    public override void Dispose()
    {
        // There is nothing to dispose: the manifest is back before EndAsync returns.
    }

    private async Task<bool> EndsAsync(string component, ComponentProcess running, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (ComponentProcess.Find(component, clock)?.Id == running.Id)
        {
            if (clock.GetElapsedTime(started) > Limit)
            {
                return false;
            }

            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>
    /// Why a manifest is not moved back: if other users can write to it, they may have written it, and the kubelet would run it.
    /// </summary>
    private static Problem? Distrust(HeldFiles files, string away)
    {
        try
        {
            return WriteTrust.Problem(files, away);
        }
        catch (IOException e)
        {
            return ActivateMessages.ManifestStuck.At(away, e.Message);
        }
    }

    private static Statement Return(NodeRoot root, string away, string home)
    {
        var stuck = Move(root, away, home, home);
        return stuck is null ? ActivateMessages.ManifestReturned.ToStatement(home)
            : stuck.Is(ActivateMessages.ManifestInTheWay) && AreAlike(root, away, home) ? Remove(root, away, home)
            : stuck;
    }

    private static bool AreAlike(NodeRoot root, string one, string other)
        => root.Read(one).Value is { } a && root.Read(other).Value is { } b && a.Content.AsSpan().SequenceEqual(b.Content);

    private static Statement Remove(NodeRoot root, string away, string home)
    {
        try
        {
            var place = root.ResolveParent(away, trustedLinksOnly: true);
            if (!place.Succeeded)
            {
                return place.Problem;
            }

            Posix.Remove(root.OnThisMachine(place.Value));
            return ActivateMessages.ManifestSpare.ToStatement(away, home);
        }
        catch (IOException e)
        {
            return ActivateMessages.ManifestStuck.At(away, e.Message);
        }
    }

    private static Problem? Move(NodeRoot root, string from, string to, string home)
    {
        try
        {
            var (source, target) = (root.ResolveParent(from, trustedLinksOnly: true), root.ResolveParent(to, trustedLinksOnly: true));
            return source.Problem ?? target.Problem
                ?? (Posix.RenameNew(root.OnThisMachine(source.Value!), root.OnThisMachine(target.Value!))
                    ? null
                    : ActivateMessages.ManifestInTheWay.At(from, to, home));
        }
        catch (IOException e)
        {
            return ActivateMessages.ManifestStuck.At(from, e.Message);
        }
    }
}
