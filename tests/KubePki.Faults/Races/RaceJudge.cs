using System.IO.Enumeration;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubePki.Faults.Kit;
using KubePki.Faults.Secret;

namespace KubePki.Faults.Races;

/// <summary>What a user gained.</summary>
internal enum Win
{
    /// <summary>The content of a file that only root may read.</summary>
    Given,

    /// <summary>A file outside the home directory differs from the result of a run without the user.</summary>
    Changed,

    /// <summary>The control plane did not get what root requested.</summary>
    Spoiled,

    /// <summary>kubepki reported something false to root.</summary>
    Lied,
}

/// <summary>Judges a node after a race, by the result of the same command without interference.</summary>
internal sealed partial class RaceJudge
{
    private static readonly string[] RootsPlaces = ["etc", "root", "var/lib/kubelet"];

    private readonly RaceStart _start;
    private readonly Tree _before, _calm;
    private readonly IReadOnlySet<string> _expected;
    private readonly bool _endsAlike;

    private RaceJudge(RaceStart start, Tree calm, bool endsAlike)
    {
        (_start, _calm, _endsAlike) = (start, calm, endsAlike);
        _before = Outside(start.Root);
        _expected = Changed(_before, calm);
    }

    /// <summary>Runs the command twice without the user, to get its result and to see whether it is the same each time.</summary>
    public static RaceJudge Of(RaceStart start)
    {
        using var scratch = new Scratch(everybodyEnters: true);
        string[] copies = [scratch.CopyOf(start.Root), scratch.CopyOf(start.Root), scratch.CopyOf(start.Root)];
        var cutOffStops = start.CutOff is { } died ? Race.Run(start with { Arguments = died }, copies[0], "count").Stops : 0;
        if (start.CutOff is not null)
        {
            CutOff(start, copies[1], int.MaxValue);
            CutOff(start, copies[2], cutOffStops * 3 / 4);
        }

        var trees = copies.Take(2)
            .Select(
                root
                    => (Ended: Kubepki.Run(root, start.Arguments(root)).Expect(start.IsRefused ? [1] : [0, 3]),
                        Tree: Outside(root)).Tree).ToList();
        return new RaceJudge(start, trees[0], trees[0].DifferencesTo(trees[1]).Count == 0)
        {
            Stops = Race.Run(start, copies[2], "count").Stops,
            CutOffStops = cutOffStops,
        };
    }

    /// <summary>The number of calls at which the command can be interrupted.</summary>
    public int Stops { get; private init; }

    /// <summary>The number of calls at which the earlier command can be killed.</summary>
    public int CutOffStops { get; private init; }

    /// <summary>Runs the earlier command and kills it at that stop.</summary>
    public static void CutOff(RaceStart start, string root, int stop)
    {
        if (start.CutOff is { } died)
        {
            Race.Run(start with { Arguments = died }, root, $"kill:{stop}");
        }
    }

    /// <summary>What the user gained in a run that ended like this.</summary>
    public IEnumerable<(Win Win, string How)> Wins(string root, Ended ended)
    {
        var after = Outside(root);
        var changed = Changed(_before, after);
        foreach (var path in changed.Where(p => !_expected.Contains(p) || Differs(after, p)))
        {
            yield return (Win.Changed, $"{path}: {Find(_before, path)} -> {Find(after, path)}");
        }

        if (_start.IsRefused && ended.ExitCode != 1)
        {
            yield return (Win.Spoiled, $"not refused: exit code {ended.ExitCode}");
        }

        var mayRefuse = _expected.Count == 0 || (_start.UsesHome && changed.Count == 0);
        if (ended.ExitCode == 1 && mayRefuse)
        {
            // Only the home directory itself is affected.
        }
        else if (ended.ExitCode is not (0 or 3))
        {
            yield return (Win.Spoiled, $"exit code {ended.ExitCode}");
        }
        else if (!_expected.IsSubsetOf(changed) && !_start.MayEndOld && !_start.UsesHome)
        {
            yield return (Win.Spoiled, $"not done: {string.Join(' ', _expected.Except(changed))}");
        }
        else if (changed.Count > 0 && !_expected.SetEquals(changed) && !(_start.UsesHome && changed.IsSubsetOf(_expected)))
        {
            yield return (Win.Changed, $"old and new are mixed: {string.Join(' ', changed)}");
        }

        foreach (var complaint in Complaints(root))
        {
            yield return (Win.Changed, complaint);
        }

        if (changed.Count > 0 && ended.Error.Contains("othing was changed", StringComparison.Ordinal))
        {
            yield return (Win.Lied, "\"Nothing was changed\"");
        }

        foreach (var path in Given(root))
        {
            yield return (Win.Given, path);
        }
    }

    /// <summary>What the user gained by an undo of the command that ran without interference.</summary>
    public IEnumerable<(Win Win, string How)> WinsOfUndo(string root, Ended undo)
    {
        var left = _before.DifferencesTo(Outside(root));
        if (undo.ExitCode is not (0 or 3) || left.Count > 0)
        {
            yield return (Win.Spoiled, $"undo ended with {undo.ExitCode}: {undo.Error} {string.Join(' ', left)}");
        }

        foreach (var path in Given(root))
        {
            yield return (Win.Given, path);
        }
    }

    /// <summary>Root's keys in files of the home directory, and in backups of its files: an undo would hand those out.</summary>
    private IEnumerable<string> Given(string root)
    {
        var keys = Keys(root);
        return FilesOf(root + RaceStart.Home).Concat(BackedUp(root))
            .Select(file => keys.FindIn(Encoding.Latin1.GetString(File.ReadAllBytes(file))) is { } found
                ? $"{file[root.Length..]} holds {found}"
                : null)
            .OfType<string>();
    }

    /// <summary>The problems of the pairs outside the home directory.</summary>
    private static IReadOnlyList<string> Complaints(string root)
    {
        var aside = $"{root}.home";
        Directory.Move($"{root}/home", aside);
        try
        {
            return Pairs.Complaints(root);
        }
        finally
        {
            Directory.Move(aside, $"{root}/home");
        }
    }

    private KeyPieces Keys(string root)
    {
        string[] nodes = [_start.Root, root];
        var all = KeyPieces.Of([.. from node in nodes from place in RootsPlaces select $"{node}/{place}"]);
        return _start.IsAdministrator
            ? all.Without(KeyPieces.OfFiles(nodes.SelectMany(node => Directory.EnumerateFiles($"{node}/root/.kube")
                .Append($"{node}/etc/kubernetes/admin.conf"))
                .Where(File.Exists)))
            : all;
    }

    /// <summary>Regular files, none behind a link, and no larger than any file that root would write.</summary>
    private static FileSystemEnumerable<string> FilesOf(string directory)
        => new(
            directory, (ref entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (
                ref entry) => !entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0
                    && entry.Length is > 0 and < 1 << 20
                    && IsReadable(entry.ToFullPath()),
            ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };

    /// <summary>True if the user can read a file in the home directory.</summary>
    private static bool IsReadable(string path)
        => Files.Posix.Facts(path, out _) is { } facts && (facts.Owner == RaceStart.User || facts.Mode.HasFlag(UnixFileMode.OtherRead));

    /// <summary>The contents of the home directory's files in all backups.</summary>
    private static IEnumerable<string> BackedUp(string root)
        => from manifest in Directory.Exists($"{root}/var/lib/kubepki")
            ? Directory.EnumerateFiles($"{root}/var/lib/kubepki", "manifest.json", SearchOption.AllDirectories)
            : []
           from file in JsonNode.Parse(File.ReadAllText(manifest))?["files"]?.AsArray() ?? []
           where ((string?)file!["path"])?.StartsWith(RaceStart.Home, StringComparison.Ordinal) == true && file["content"] is not null
           select $"{Path.GetDirectoryName(manifest)}/{file["content"]}";

    /// <summary>
    /// True if a changed file differs from the expected one: in kind, mode or owner, or in content if the content is predictable.
    /// </summary>
    private bool Differs(Tree after, string path)
        => (Find(after, path), Find(_calm, path)) is var (now, wished)
            && (_endsAlike
                ? now != wished
                : now is null != wished is null || (now is not null && now with { Content = wished!.Content } != wished));

    private static Entry? Find(Tree tree, string name) => tree.Entries.FirstOrDefault(e => Timeless(e.Key) == name).Value;

    private static Tree Outside(string root) => Tree.Of(root, RaceStart.Home);

    private static HashSet<string> Changed(Tree before, Tree after)
        => before.Entries.Keys.Union(after.Entries.Keys)
            .Where(p => before.Entries.GetValueOrDefault(p) != after.Entries.GetValueOrDefault(p))
            .Select(Timeless)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>A name with its timestamps replaced.</summary>
    private static string Timeless(string path) => Times().Replace(path, "TIME");

    [GeneratedRegex(@"\d{8}T\d{9}Z|\d{4}(-\d\d){5}")]
    private static partial Regex Times();
}
