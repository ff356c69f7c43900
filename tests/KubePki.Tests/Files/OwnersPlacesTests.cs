using KubePki.Files;
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

    private void Write(string below)
    {
        using var written = new NewFiles();
        _files.Write(_files.Resolve(_scratch.Path + below, followsLast: false).Must(), [1], FileAttributesSnapshot.Private, written);
        written.Sync();
    }
}
