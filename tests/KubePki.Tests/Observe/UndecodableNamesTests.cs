using KubePki.Files;
using KubePki.Observe;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>A name that is not UTF-8 is unknown, not absent.</summary>
public sealed class UndecodableNamesTests : IDisposable
{
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_home_below_home_is_unknown()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root is told what cannot be read in homes");
        Directory.CreateDirectory(_node.OnDisk("/home"));
        Libc.WithUndecodable(
            _node.OnDisk("/home/m"),
            () => Assert.Contains(
                "not UTF-8", Assert.Single(Homes).Problem.IsOf(FileMessages.Unreadable).Arguments[0], StringComparison.Ordinal));
        Assert.Empty(Homes);
    }

    [Fact]
    public void A_home_of_passwd_is_unknown_if_something_may_be_there()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root is told what cannot be read in homes");
        Directory.CreateDirectory(_node.OnDisk("/srv"));
        byte[] Line(string directory)
            => [.. "m:x:1000:1000::"u8, .. System.Text.Encoding.UTF8.GetBytes(directory), 0xfc, .. ":/bin/sh\n"u8];
        _node.Write("/etc/passwd", [.. Line("/srv/m"), .. Line("/nowhere/m")]);
        Assert.Single(Homes).Problem.IsOf(FileMessages.Unreadable);
    }

    [Theory]
    [InlineData("/etc/kubernetes/pki/m")]
    [InlineData("/etc/kubernetes/manifests/m")]
    [InlineData("/var/lib/kubelet/pki/m")]
    [InlineData("/etc/kubernetesm")]
    public void What_lies_beside_the_pki_is_unknown(string path) => Libc.WithUndecodable(
        _node.OnDisk(path),
        () => Assert.Single(SurroundingsReader.Read(_node.Root, _node.State).Unlisted).IsOf(FileMessages.Unreadable));

    [Fact]
    public void A_name_with_the_replacement_character_is_a_name()
    {
        _node.Write("/home/m\uFFFD/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        Assert.Null(Assert.Single(Homes).Problem);
    }

    private IReadOnlyList<PkiEntry> Homes => [.. _node.State.Items.Where(i => i.IsInHome)];
}
