using KubePki.Apply;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>A file at a path that an operator names: a failure leaves it unchanged, and leaves no other file beside it.</summary>
public sealed class OperatorFilesTests : IDisposable
{
    private readonly Scratch _scratch = new();

    private string Report => $"{_scratch.Path}/report.html";

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_full_disk_leaves_nothing_beside_it()
        => OwnMounts.WithFullDisk(_scratch.Path, pages: 1, () =>
        {
            File.WriteAllText(Report, "old");
            OperatorFiles.Replace(Report, new byte[20000], ApplyMessages.NotWritten).IsOf(ApplyMessages.NotWritten);
            Assert.Equal("old", File.ReadAllText(Report));
            Assert.Equal(["ballast", "report.html"], Names);
        });

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_nothing_beside_it()
    {
        File.WriteAllText(Report, "old");
        OwnMounts.WithHeldFile(
            Report, () => OperatorFiles.Replace(Report, "new"u8.ToArray(), ApplyMessages.NotWritten).IsOf(ApplyMessages.NotWritten));
        Assert.Equal("old", File.ReadAllText(Report));
        Assert.Equal(["report.html"], Names);
    }

    /// <summary>A new file could be created there, but neither renamed nor removed.</summary>
    [Theory]
    [InlineData(Libc.AppendOnly)]
    [InlineData(Libc.Immutable)]
    public void A_directory_in_which_nothing_may_be_replaced_is_left_as_it_was(int flag)
    {
        File.WriteAllText(Report, "old");
        Libc.WithFlags(_scratch.Path, flag, () =>
        {
            var problem = OperatorFiles.Replace(Report, "new"u8.ToArray(), ApplyMessages.NotWritten);
            problem.IsOf(flag == Libc.AppendOnly ? FileMessages.AppendOnly : FileMessages.Immutable);

            // The path is this machine's, whatever node the command is for.
            var elsewhere = Language.English with { Commands = SuggestedCommands.At("/node") };
            Assert.EndsWith($" {_scratch.Path}", problem!.Hint(elsewhere), StringComparison.Ordinal);
            Assert.Equal(["report.html"], Names);
        });
    }

    /// <summary>Opened by its path, the file behind it would be emptied.</summary>
    [Theory]
    [InlineData("/dev/fd")]
    [InlineData("/proc/self/fd")]
    public void A_descriptor_is_written_to_where_it_stands(string directory)
    {
        using (var file = File.Create(Report, bufferSize: 0))
        {
            file.Write("head "u8);
            var path = $"{directory}/{file.SafeFileHandle.DangerousGetHandle()}";
            Assert.Null(OperatorFiles.Replace(path, "body"u8.ToArray(), ApplyMessages.NotWritten));
        }

        Assert.Equal("head body", File.ReadAllText(Report));
    }

    [Fact]
    public void A_descriptor_that_cannot_be_written_to_is_a_problem()
    {
        File.WriteAllText(Report, "old");
        using var file = File.OpenRead(Report);
        var path = $"/dev/fd/{file.SafeFileHandle.DangerousGetHandle()}";
        OperatorFiles.Replace(path, "new"u8.ToArray(), ApplyMessages.NotWritten).IsOf(ApplyMessages.NotWritten);
    }

    [Fact]
    public void Below_a_directory_that_a_descriptor_holds_no_link_of_a_user_is_followed()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may act as another user");
        File.WriteAllText(Report, "old");
        Directory.CreateDirectory($"{_scratch.Path}/ann");
        File.CreateSymbolicLink($"{_scratch.Path}/ann/link", Report);
        Libc.SetOwner($"{_scratch.Path}/ann", 1000, 1000);
        using var held = Posix.OpenRoot($"{_scratch.Path}/ann");
        var path = $"/dev/fd/{held.DangerousGetHandle()}/link";
        OperatorFiles.Replace(path, "new"u8.ToArray(), ApplyMessages.NotWritten).IsOf(FileMessages.UntrustedLink);
        Assert.Equal("old", File.ReadAllText(Report));
    }

    /// <summary>In containers every run may have the same process ID.</summary>
    [Fact]
    public void A_leftover_file_of_a_run_with_the_same_process_id_does_not_matter()
    {
        _scratch.Write($".kubepki-{Environment.ProcessId}", "half"u8.ToArray());
        Assert.Null(OperatorFiles.Replace(Report, "new"u8.ToArray(), ApplyMessages.NotWritten));
        Assert.Equal("new", File.ReadAllText(Report));
    }

    private IEnumerable<string?> Names
        => Directory.EnumerateFileSystemEntries(_scratch.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
