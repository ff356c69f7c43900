using KubePki.Files;
using KubePki.X509;

namespace KubePki.Tests.Files;

/// <summary>Arrays that may hold a private key are never moved, so that wiping the array wipes the only copy.</summary>
public sealed class PinnedMemoryTests
{
    [Fact]
    public void Keys_are_read_created_and_written_in_pinned_arrays()
    {
        using var key = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        var pem = key.ToPem();
        Assert.True(IsPinned(pem));
        Assert.True(IsPinned(Pem.Read(pem, "").Value!.Blocks[0].Der));
        Assert.True(IsPinned(PinnedMemory.IfKey(pem)));
        var folder = Directory.CreateTempSubdirectory("kubepki-unmoved");
        try
        {
            File.WriteAllBytes($"{folder.FullName}/a.key", pem);
            Assert.True(IsPinned(new NodeRoot(folder.FullName).Read("/a.key").Value!.Content));
            Assert.True(IsPinned(DurableFiles.Read($"{folder.FullName}/a.key")!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_holds_no_key_may_move()
    {
        Assert.False(IsPinned(PinnedMemory.IfKey("-----BEGIN CERTIFICATE-----\n"u8)));
        Assert.Equal("abc"u8.ToArray(), PinnedMemory.IfKey("abc"u8));
    }

    /// <summary>The garbage collector reports the pinned object heap as its highest generation at once.</summary>
    private static bool IsPinned(byte[] array) => GC.GetGeneration(array) == GC.MaxGeneration;
}
