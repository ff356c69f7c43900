using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

/// <summary>
/// A path on this machine that an operator names: the owners of the directories in the path decide as which user a file is created there.
/// </summary>
public sealed class OwnersPlacesTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly HeldFiles _files = new(new NodeRoot("/"), asOwners: true);

    public OwnersPlacesTests()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may act as another user");
        Directory.CreateDirectory(_scratch.Path + "/ann/inner");
        Directory.CreateDirectory(_scratch.Path + "/roots");
        Libc.SetOwner(_scratch.Path + "/ann", 1000, 1000);
    }

    public void Dispose()
    {
        _files.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void A_file_in_a_users_directory_is_the_users()
    {
        Write("/ann/file");
        Write("/roots/file");
        Assert.True(Posix.Facts(_scratch.Path + "/ann/file", out _) is { Owner: 1000, Mode: Modes.OwnerOnly });
        Assert.True(Posix.Facts(_scratch.Path + "/roots/file", out _) is { Owner: 0, Mode: Modes.OwnerOnly });
    }

    [Fact]
    public void Below_a_users_directory_nothing_is_done_that_the_user_may_not_do()
        => Assert.Throws<IOException>(() => Write("/ann/inner/file"));

    [Fact]
    public void No_link_of_a_user_is_followed()
    {
        File.CreateSymbolicLink(_scratch.Path + "/ann/link", "../roots");
        _files.Resolve(_scratch.Path + "/ann/link/file", followsLast: false).Fails(FileMessages.UntrustedLink);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Path + "/roots"));
    }

    /// <summary>
    /// In a user's own directory, a link of root is not followed either, so the hint must not advise making root its owner.
    /// </summary>
    [Theory]
    [InlineData("/ann", 0u, false)]
    [InlineData("/ann", 1000u, false)]
    [InlineData("/roots", 1000u, true)]
    public void To_give_a_link_to_root_is_advised_where_it_helps(string directory, uint owner, bool helps)
    {
        var link = _scratch.Path + directory + "/link";
        File.CreateSymbolicLink(link, "../roots");
        Libc.SetOwner(link, owner, owner);
        var problem = _files.Resolve(link + "/file", followsLast: false).Fails(FileMessages.UntrustedLink);
        Assert.Equal(helps, problem.Hint(Language.English).Contains("chown", StringComparison.Ordinal));
        Assert.Contains("user 1000", problem.ToString(), StringComparison.Ordinal);
        if (helps)
        {
            Libc.SetOwner(link, 0, 0);
            Assert.Equal(_scratch.Path + "/roots/file", _files.Resolve(link + "/file", followsLast: false).Must());
        }
    }

    private void Write(string below)
    {
        using var written = new NewFiles();
        _files.Write(_files.Resolve(_scratch.Path + below, followsLast: false).Must(), [1], FileAttributesSnapshot.Private, written);
        written.Sync();
    }
}
