using System.Text.Json;

namespace KubePki.Conformance;

/// <summary>
/// A renewal changes the files of its plan and nothing else. It never changes CAs and the service account pair. `undo` restores every file.
/// </summary>
public sealed class OnlyThePlanChanges(Nodes nodes)
{
    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Exactly_the_files_of_the_plan_change_and_undo_puts_them_back(string variant)
    {
        Node node = nodes.Copy(variant);
        byte[][] untouchable = Untouchable(node);
        SortedDictionary<string, Place> before = RootSnapshot.Of(node);

        // The kind of key does not matter here, and ECDSA keys are fast.
        string[] options = ["--key-algorithm", "ecdsa-p256"];
        string[] planned = Planned(node, options);
        Assert.Equal(before, RootSnapshot.Of(node));
        Assert.False(Directory.Exists(Path.Combine(node.Root, "var/lib/kubepki")), "a dry run left something behind");

        node.KubePkiRenewsAll(options).Expect();
        Assert.Equal(planned, RootSnapshot.ChangedFiles(before, RootSnapshot.Of(node)));
        Assert.Equal(Expected(node), planned);
        Assert.Equal(untouchable, Untouchable(node));

        node.KubePki("undo", "--yes").Expect();
        Assert.Equal(before, RootSnapshot.Of(node));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void With_kept_keys_no_key_file_is_among_them(string variant)
    {
        Node node = nodes.Copy(variant);
        SortedDictionary<string, Place> before = RootSnapshot.Of(node);
        string[] planned = Planned(node, "--reuse-key");
        node.KubePkiRenewsAll("--reuse-key").Expect();
        Assert.Equal(planned, RootSnapshot.ChangedFiles(before, RootSnapshot.Of(node)));
        Assert.Equal(Expected(node).Where(path => !path.EndsWith(".key", StringComparison.Ordinal)), planned);
    }

    private static byte[][] Untouchable(Node node)
        => [.. Certificates.Untouchable.Where(path => File.Exists(node.File(path))).Select(node.Bytes)];

    private static string[] Planned(Node node, params string[] options)
    {
        Ended planned = node.KubePki(["renew", "all", "--dry-run", "-o", "json", .. options]).Expect();
        using JsonDocument document = JsonDocument.Parse(planned.Output);
        Assert.Equal("Plan", document.RootElement.GetProperty("kind").GetString());
        return [.. document.RootElement.GetProperty("actions").EnumerateArray()
            .SelectMany(action => action.GetProperty("paths").EnumerateArray())
            .Select(path => path.GetString()!)
            .Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Expected(Node node) => Certificates.RenewableOn(node)
        .SelectMany<Certificate, string>(certificate => Node.IsKubeconfig(certificate.Path)
            ? [certificate.Path]
            : [certificate.Path, Path.ChangeExtension(certificate.Path, ".key")])
        .Select(path => "/etc/kubernetes/" + path)
        .Order(StringComparer.Ordinal);
}
