using KubePki.Activate;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

/// <summary>Manifests that an interrupted run had moved away.</summary>
public sealed class ManifestMoveTests : IDisposable
{
    private const string Manifests = "/etc/kubernetes/manifests";
    private const string Home = $"{Manifests}/etcd.yaml";
    private const string Away = "/etc/kubernetes/.kubepki-moved-etcd.yaml";
    private readonly PlainNode _node = new();

    public ManifestMoveTests()
    {
        Directory.CreateDirectory(_node.OnDisk(Manifests));
        _node.Write(Away, "old");
    }

    [Fact]
    public void A_missing_manifest_is_restored()
    {
        var done = Assert.Single(ManifestMove.RestoreAll(_node.Root, Manifests));
        Assert.Equal(("manifest-returned", Home), (done.Id, done.Where));
        Assert.Equal("old", File.ReadAllText(_node.OnDisk(Home)));
        Assert.False(File.Exists(_node.OnDisk(Away)));
    }

    [Fact]
    public void A_new_manifest_and_the_moved_one_are_both_kept()
    {
        _node.Write(Home, "new");
        var told = Assert.Single(ManifestMove.RestoreAll(_node.Root, Manifests));
        Assert.Equal(("manifest-in-the-way", Away), (told.Id, told.Where));
        Assert.Equal([Home, Home], told.Arguments);
        Assert.Equal("new", File.ReadAllText(_node.OnDisk(Home)));
        Assert.Equal("old", File.ReadAllText(_node.OnDisk(Away)));
    }

    [Fact]
    public void An_identical_manifest_removes_the_moved_one()
    {
        _node.Write(Home, "old");
        var done = Assert.Single(ManifestMove.RestoreAll(_node.Root, Manifests));
        Assert.Equal(("manifest-spare", Away), (done.Id, done.Where));
        Assert.Equal("old", File.ReadAllText(_node.OnDisk(Home)));
        Assert.False(File.Exists(_node.OnDisk(Away)));
    }

    /// <summary>The kubelet would run a manifest that another program has written there.</summary>
    [Fact]
    public void One_in_a_directory_that_is_open_to_all_stays_where_it_is()
    {
        File.SetUnixFileMode(
            _node.OnDisk("/etc/kubernetes"), File.GetUnixFileMode(_node.OnDisk("/etc/kubernetes")) | UnixFileMode.OtherWrite);
        var told = Assert.Single(ManifestMove.RestoreAll(_node.Root, Manifests));
        Assert.Equal("open-directory", told.Id);
        Assert.True(File.Exists(_node.OnDisk(Away)));
        Assert.False(File.Exists(_node.OnDisk(Home)));
    }

    /// <summary>A node under --root whose directory is a link: the manifest is that node's, not this machine's of the same name.</summary>
    [Fact]
    public void A_link_on_the_way_leads_to_a_place_of_the_node()
    {
        Directory.Move(_node.OnDisk("/etc/kubernetes"), _node.OnDisk("/moved"));
        File.CreateSymbolicLink(_node.OnDisk("/etc/kubernetes"), "/moved");
        Assert.Equal("manifest-returned", Assert.Single(ManifestMove.RestoreAll(_node.Root, Manifests)).Id);
        Assert.Equal("old", File.ReadAllText(_node.OnDisk("/moved/manifests/etcd.yaml")));
    }

    public void Dispose() => _node.Dispose();
}
