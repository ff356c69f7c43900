using System.Globalization;
using System.Security.Cryptography;

namespace KubePki.Conformance;

/// <summary>One name below a root.</summary>
/// <param name="Kept">What a renewal must keep: type, mode, owner, link target, and the inode of a directory (it may be a mount
/// point).</param>
/// <param name="Content">SHA-256 of a file; empty for anything else.</param>
internal sealed record Place(string Kept, string Content);

/// <summary>Everything below a node's root except kubepki's own directory, to find out what a run changed.</summary>
internal static class RootSnapshot
{
    private const string OwnDirectory = "var/lib/kubepki";

    public static SortedDictionary<string, Place> Of(Node node)
    {
        SortedDictionary<string, Place> places = new(StringComparer.Ordinal);
        Ended found = Programs.Run(
            "find", node.Root, "-path", Path.Combine(node.Root, OwnDirectory), "-prune", "-o", "-printf", "%P\\t%y\\t%m %U:%G\\t%l\\t%i\\n")
            .Expect();
        foreach (string[] fields in found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
        {
            string path = "/" + fields[0], type = fields[1];
            string kept = string.Create(CultureInfo.InvariantCulture, $"{type} {fields[2]} {fields[3]} {(type == "d" ? fields[4] : "")}");
            places[path] = new Place(
                kept, type == "f" ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(node.Root + path))) : "");
        }

        return places;
    }

    /// <summary>Files whose content changed, in order; any other difference fails the test.</summary>
    public static IReadOnlyList<string> ChangedFiles(SortedDictionary<string, Place> before, SortedDictionary<string, Place> after)
    {
        Assert.Equal(before.Select(place => $"{place.Key} {place.Value.Kept}"), after.Select(place => $"{place.Key} {place.Value.Kept}"));
        return [.. before.Keys.Where(path => before[path] != after[path])];
    }
}
