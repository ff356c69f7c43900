namespace KubePki.FleetTests;

/// <summary>Nodes that lack the files that all nodes of a cluster share.</summary>
public sealed class ShareTests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string[] Shared =
    [
        "ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "etcd/ca.crt", "etcd/ca.key", "sa.key", "sa.pub",
    ];
    private static readonly string[] Leaves = ["apiserver.crt", "apiserver.key", "etcd/server.crt", "etcd/server.key"];

    [Fact]
    public void A_joined_node_without_the_shared_CAs_gets_them_and_what_they_sign()
    {
        using var nodes = new SshNodes();
        var joined = nodes.Names[2];
        foreach (var file in Shared.Concat(Leaves))
        {
            File.Delete($"{nodes.Root(joined)}{Pki}/{file}");
        }

        var before = Files(nodes, joined);

        // Without the option it is refused. The plan is shown without moving a key from its node.
        var refused = nodes.Run("create", "all", "--yes");
        Assert.True(refused.Code == 1, refused.All);
        Assert.Contains("--share-cas", refused.Diagnostics, StringComparison.Ordinal);
        var plan = nodes.Run("create", "all", "--share-cas", "--dry-run");
        Assert.True(plan.Code is 0 or 3, plan.All);
        Assert.Contains(
            $"{joined} receives from {nodes.Names[0]}, inside ssh: ca (with its private key)", plan.Output, StringComparison.Ordinal);
        Assert.Contains("creates 2: apiserver etcd-server", plan.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files(nodes, joined));

        var created = nodes.Run("create", "all", "--share-cas", "--yes", "-o", "json", "--verbose");
        Assert.True(created.Code is 0 or 3, created.All);
        Assert.All(Shared, file => Assert.Equal(nodes.Content(nodes.Names[0], $"{Pki}/{file}"), nodes.Content(joined, $"{Pki}/{file}")));
        Assert.All(
            Shared.Where(f => f.EndsWith(".key", StringComparison.Ordinal)),
            file => Assert.Equal(Private, File.GetUnixFileMode($"{nodes.Root(joined)}{Pki}/{file}")));
        Assert.DoesNotContain(
            nodes.Local(joined, "status", "-o", "json").Document["items"]!.AsArray(),
            i => (string?)i!["state"] == "missing" || i["problem"] is not null);

        // No key appears outside its file.
        foreach (var key in Shared.Where(f => f.EndsWith(".key", StringComparison.Ordinal))
            .Select(f => File.ReadAllLines($"{nodes.Root(joined)}{Pki}/{f}")[1]))
        {
            Assert.DoesNotContain(key, created.Output + created.Diagnostics, StringComparison.Ordinal);
            Assert.All(
                Directory.EnumerateFiles($"{nodes.Folder}/state", "*", SearchOption.AllDirectories),
                file => Assert.DoesNotContain(key, File.ReadAllText(file), StringComparison.Ordinal));
        }

        // One transaction; its undo removes everything.
        var undone = nodes.Local(joined, "undo", "--yes");
        Assert.True(undone.Code == 0, undone.All);
        Assert.Equal(before, Files(nodes, joined));
    }

    [Fact]
    public void A_renewal_copies_a_missing_key_and_uses_it()
    {
        using var nodes = new SshNodes(2);
        var key = $"{nodes.Root(nodes.Names[1])}{Pki}/ca.key";
        File.Delete(key);
        var renewed = nodes.Run("renew", "all", "--share-cas", "--yes");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.Equal(nodes.Content(nodes.Names[0], $"{Pki}/ca.key"), File.ReadAllBytes(key));
        Assert.Equal(0, nodes.Run("status").Code);
    }

    [Fact]
    public void A_joined_node_without_private_keys_is_refused_and_gets_them_with_the_renewal()
    {
        using var nodes = new SshNodes();
        var (first, joined) = (nodes.Names[0], nodes.Names[2]);
        string[] keys = ["ca.key", "front-proxy-ca.key", "sa.key"];
        foreach (var key in keys)
        {
            File.Delete($"{nodes.Root(joined)}{Pki}/{key}");
        }

        var before = Files(nodes, joined);
        var refused = nodes.Run("renew", "all", "--yes");
        Assert.True(refused.Code == 1, refused.All);
        Assert.Matches($"sa is not the same on all nodes: {first} {nodes.Names[1]}: [0-9a-f]+; {joined}: -", refused.Diagnostics);
        Assert.Contains("--share-cas", refused.Diagnostics, StringComparison.Ordinal);

        var receives =
            $"{joined} receives from {first}, inside ssh: "
                + $"{string.Join(", ", new[] { "ca", "front-proxy-ca", "sa" }.Select(name => $"{name} (with its private key)"))}";
        var plan = nodes.Run("renew", "all", "--share-cas", "--dry-run");
        Assert.True(plan.Code == 0, plan.All);
        Assert.Contains(receives, plan.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files(nodes, joined));

        var renewed = nodes.Run("renew", "all", "--share-cas", "--yes");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.Contains(receives, renewed.Output, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.Equal(nodes.Content(first, $"{Pki}/{key}"), nodes.Content(joined, $"{Pki}/{key}")));
        Assert.All(keys, key => Assert.Equal(Private, File.GetUnixFileMode($"{nodes.Root(joined)}{Pki}/{key}")));
        Assert.Equal(0, nodes.Run("verify").Code);
    }

    [Fact]
    public void A_different_CA_that_signed_existing_certificates_is_refused()
    {
        using var nodes = new SshNodes(2);
        var other = $"{nodes.Folder}/other";
        Assert.Equal(0, Ran.Program(SshNodes.Binary, ["sandbox", "create", other, "--age", "360d", "--key-algorithm", "ecdsa-p256"]).Code);
        nodes.WriteInventory(n => n == nodes.Names[1] ? other : nodes.Root(n));
        var before = File.ReadAllBytes($"{other}{Pki}/ca.crt");
        var refused = nodes.Run("renew", "all", "--share-cas", "--yes");
        Assert.True(refused.Code == 1, refused.All);
        Assert.Contains("cannot be replaced", refused.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes($"{other}{Pki}/ca.crt"));
    }

    [Fact]
    public void A_CA_file_that_was_overwritten_and_signed_nothing_is_replaced()
    {
        using var nodes = new SshNodes(2);
        var other = $"{nodes.Folder}/other";
        Assert.Equal(0, Ran.Program(SshNodes.Binary, ["sandbox", "create", other, "--age", "360d", "--key-algorithm", "ecdsa-p256"]).Code);
        foreach (var file in new[] { "front-proxy-ca.crt", "front-proxy-ca.key" })
        {
            File.Copy($"{other}{Pki}/{file}", $"{nodes.Root(nodes.Names[1])}{Pki}/{file}", overwrite: true);
        }

        var renewed = nodes.Run("renew", "all", "--share-cas", "--yes");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.Contains("replaces another one", renewed.Output, StringComparison.Ordinal);
        Assert.Equal(
            nodes.Content(nodes.Names[0], $"{Pki}/front-proxy-ca.key"), nodes.Content(nodes.Names[1], $"{Pki}/front-proxy-ca.key"));
        Assert.Equal(0, nodes.Run("verify").Code);
    }

    private static IReadOnlyList<string> Files(SshNodes nodes, string node)
        =>
        [
            .. Directory.EnumerateFiles(nodes.Root(node) + "/etc", "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(f => $"{f} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"),
        ];
}
