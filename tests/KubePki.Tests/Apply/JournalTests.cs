using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

public sealed class JournalTests : IDisposable
{
    private static readonly JournalEntry Begun = new(
        TransactionStage.Begun, DateTimeOffset.UnixEpoch, "renew", "all", null, [new StagedFile("/etc/x", "/etc/.x", "00")]);
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string Path => $"{_scratch.Path}/journal";

    [Fact]
    public void A_journal_tells_how_it_began_and_how_far_it_got()
    {
        var journal = new Journal(Path);
        Assert.Null(journal.Read());
        foreach (var stage in new[] { TransactionStage.Begun, TransactionStage.Staging, TransactionStage.Committing })
        {
            journal.Write(Begun with { Stage = stage, At = DateTimeOffset.UnixEpoch.AddSeconds((int)stage) });
        }

        var (first, last) = journal.Read()!;
        Assert.Equal((TransactionStage.Begun, DateTimeOffset.UnixEpoch), (first.Stage, first.At));
        Assert.Equal((TransactionStage.Committing, "/etc/x"), (last.Stage, Assert.Single(last.Files).Path));
    }

    [Theory]
    [InlineData("torn in the mid")]
    [InlineData("0123456789abcdef {}\n")]
    [InlineData("\n")]
    public void What_is_not_whole_does_not_count_and_the_next_line_takes_its_place(string torn)
    {
        var journal = new Journal(Path);
        journal.Write(Begun);
        File.AppendAllText(Path, torn);
        Assert.Equal(TransactionStage.Begun, journal.Read()!.Last.Stage);
        journal.Write(Begun with { Stage = TransactionStage.RolledBack });
        Assert.Equal(TransactionStage.RolledBack, journal.Read()!.Last.Stage);
        Assert.Equal(2, File.ReadAllLines(Path).Length);
    }

    /// <summary>
    /// Sixteen characters are a checksum without its entry. Followed by a blank they can be the checksum of the empty string, which is not
    /// an entry.
    /// </summary>
    [Fact]
    public void A_line_of_any_length_is_read()
    {
        var journal = new Journal(Path);
        journal.Write(Begun);
        var begun = File.ReadAllBytes(Path);
        var ofNothing = Convert.ToHexStringLower(SHA256.HashData([]))[..16] + " ";
        for (var length = 0; length <= 40; length++)
        {
            foreach (var line in new[] {
                new string('0', length), new string('x', length), (ofNothing + new string('0', length))[..length],
            })
            {
                File.WriteAllBytes(Path, [.. begun, .. Encoding.ASCII.GetBytes(line), (byte)'\n']);
                Assert.Equal(line != ofNothing ? TransactionStage.Begun : null, journal.Read()?.Last.Stage);
                File.WriteAllText(Path, line + "\n");
                Assert.Null(journal.Read());
                Assert.False(journal.WasNeverBegun);
                File.WriteAllText(Path, line);
                Assert.Null(journal.Read());
                Assert.True(journal.WasNeverBegun);
            }
        }
    }

    /// <summary>
    /// The lines before a damaged line do not show how far the transaction got: a recovery based on them would delete a good backup.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_line_with_a_whole_one_after_it_makes_the_journal_unreadable(int damaged)
    {
        var journal = new Journal(Path);
        foreach (var stage in new[] {
            TransactionStage.Begun, TransactionStage.Staging, TransactionStage.Committing, TransactionStage.Committed,
        })
        {
            journal.Write(Begun with { Stage = stage });
        }

        var lines = File.ReadAllLines(Path);
        lines[damaged] = lines[damaged].Replace("/etc/x", "/etc/y", StringComparison.Ordinal);
        File.WriteAllLines(Path, lines);
        Assert.Null(journal.Read());
        Assert.False(journal.WasNeverBegun);
    }

    /// <summary>A checksum that is wrong in any one of its characters, or in the bytes that it covers.</summary>
    [Fact]
    public void A_line_with_any_one_character_changed_is_not_whole()
    {
        var journal = new Journal(Path);
        journal.Write(Begun);
        var begun = File.ReadAllBytes(Path);
        for (var at = 0; at < begun.Length; at++)
        {
            // The blank between checksum and entry carries no information.
            var changed = begun.ToArray();
            changed[at] ^= 1;
            Assert.Equal(at == 16, Journal.Read(changed) is not null);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"stage\":\"AfterAll\"}")]
    [InlineData("[")]
    public void A_complete_last_line_that_is_not_an_entry_makes_the_progress_unknown(string json)
    {
        var journal = new Journal(Path);
        journal.Write(Begun);
        File.AppendAllText(Path, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]} {json}\n");
        Assert.Null(journal.Read());
    }

    [Fact]
    public void Room_for_the_lines_to_come_is_set_aside_and_changes_nothing_that_is_read()
    {
        var journal = new Journal(Path);
        journal.Reserve();
        Assert.False(File.Exists(Path));
        journal.Write(Begun with { Files = [.. Enumerable.Range(0, 100).Select(i => new StagedFile($"/etc/{i}", null, null))] });
        var length = new FileInfo(Path).Length;
        journal.Reserve();
        Assert.Equal(length, new FileInfo(Path).Length);
        Assert.Equal(100, journal.Read()!.Last.Files.Count);
        journal.Write(Begun with { Stage = TransactionStage.Committed });
        Assert.Equal(TransactionStage.Committed, journal.Read()!.Last.Stage);
    }

    /// <summary>
    /// A line that this version could not read back would make the transaction unreadable, so the transaction is not begun.
    /// </summary>
    [Theory]
    [InlineData("/home/ann/./.kube/config")]
    [InlineData("/home//ann/.kube/config")]
    [InlineData("relative")]
    public void What_could_not_be_read_back_is_not_written(string home)
    {
        Assert.Throws<IOException>(() => new Journal(Path).Write(Begun with { Homes = [home] }));
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Something_else_in_its_place_is_no_journal()
    {
        File.CreateSymbolicLink(Path, "/etc/passwd");
        Assert.Null(new Journal(Path).Read());
        File.Delete(Path);
        using (var huge = File.Create(Path))
        {
            huge.SetLength(1L << 40);
        }

        Assert.Null(new Journal(Path).Read());
        Assert.False(new Journal(Path).WasNeverBegun);
    }
}
