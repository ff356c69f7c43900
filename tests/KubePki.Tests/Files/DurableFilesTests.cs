using KubePki.Files;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

public sealed class DurableFilesTests : IDisposable
{
    private const UnixFileMode Mode640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_new_file_is_its_owners_alone()
    {
        var path = $"{_scratch.Path}/new";
        DurableFiles.WriteNew(path, "x"u8, FileAttributesSnapshot.Private);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("x", File.ReadAllText(path));
    }

    [Fact]
    public void What_is_there_is_never_overwritten_nor_followed()
    {
        var there = _scratch.Write("there", [1]);
        Assert.Throws<IOException>(() => DurableFiles.WriteNew(there, [2], FileAttributesSnapshot.Private));
        File.CreateSymbolicLink($"{_scratch.Path}/link", "target");
        Assert.Throws<IOException>(() => DurableFiles.WriteNew($"{_scratch.Path}/link", [2], FileAttributesSnapshot.Private));
        Assert.Equal([1], File.ReadAllBytes(there));
        Assert.False(File.Exists($"{_scratch.Path}/target"));
    }

    [Fact]
    public void A_copy_gets_mode_owner_and_attributes()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give files away");
        var original = _scratch.Write("original", [1]);
        File.SetUnixFileMode(original, Mode640 | UnixFileMode.SetGroup);
        Libc.SetOwner(original, 1234, 5678);
        File.SetUnixFileMode(original, Mode640 | UnixFileMode.SetGroup);
        var hasAttributes = Libc.SetAttribute(original, "user.note", [1, 2, 3]) && Libc.SetAttribute(original, "user.empty", [])
            && Libc.SetAttribute(original, "user.long", new byte[2000]);
        var copy = $"{_scratch.Path}/copy";
        using (var files = new HeldFiles(new NodeRoot(_scratch.Path)))
        using (var written = new NewFiles())
        {
            files.Write("/copy", [2], files.Read("/original").Must().Attributes, written);
        }

        var facts = Posix.Facts(copy, out _)!;
        Assert.Equal((Mode640 | UnixFileMode.SetGroup, 1234u, 5678u), (facts.Mode, facts.Owner, facts.Group));
        if (hasAttributes)
        {
            var attributes = Libc.AttributesOf(copy);
            Assert.Equal(
                ["user.empty", "user.long", "user.note"],
                attributes.Keys.Where(k => k.StartsWith("user.", StringComparison.Ordinal)).Order());
            Assert.Equal([1, 2, 3], attributes["user.note"]);
            Assert.Equal(2000, attributes["user.long"].Length);
        }
    }

    [Fact]
    public void Failures_name_the_path_and_the_systems_reason()
    {
        var missing = Assert.Throws<IOException>((
            ) => DurableFiles.WriteNew($"{_scratch.Path}/no/file", [], FileAttributesSnapshot.Private));
        Assert.Contains("/no/file: No such file or directory", missing.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => DurableFiles.SyncDirectory($"{_scratch.Path}/no"));
        Assert.Throws<IOException>(() => DurableFiles.SyncDirectory(_scratch.Write("file", [])));
        Assert.Throws<IOException>(() => Posix.Rename($"{_scratch.Path}/no", $"{_scratch.Path}/yes"));
        Posix.Remove($"{_scratch.Path}/no");
    }

    [Fact]
    public void Bytes_after_the_offset_are_truncated()
    {
        var path = _scratch.Write("journal", "whole\ntorn"u8.ToArray());
        DurableFiles.Append(path, 6, "next\n"u8);
        DurableFiles.Append(path, 11, "last\n"u8);
        Assert.Equal("whole\nnext\nlast\n", File.ReadAllText(path));
        DurableFiles.Append(path, 6, "x"u8);
        Assert.Equal("whole\nx", File.ReadAllText(path));
    }

    [Fact]
    public void New_files_are_whole_however_many_are_written_together()
    {
        using (var files = new NewFiles())
        {
            for (var i = 0; i < 150; i++)
            {
                files.Write($"{_scratch.Path}/{i}", [(byte)i], FileAttributesSnapshot.Private);
            }

            Assert.InRange(
                Directory.EnumerateFiles("/proc/self/fd")
                    .Count(f => new FileInfo(f).LinkTarget?.StartsWith(_scratch.Path, StringComparison.Ordinal) == true),
                1, 64);
            files.Sync();
        }

        Assert.All(Enumerable.Range(0, 150), i => Assert.Equal([(byte)i], File.ReadAllBytes($"{_scratch.Path}/{i}")));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/proc/self/fd"),
            f => new FileInfo(f).LinkTarget?.StartsWith(_scratch.Path, StringComparison.Ordinal) == true);
    }
}
