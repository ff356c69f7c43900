using System.Text;
using CsCheck;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>The rules are those of Go's encoding/pem, with which the components read a file.</summary>
public sealed class PemTests
{
    private const string A = "-----BEGIN A-----\nAQID\n-----END A-----\n";
    private const string B = "-----BEGIN B-----\nBAUG\n-----END B-----\n";

    [Theory]
    [InlineData(A, "A:010203")]
    [InlineData(A + B, "A:010203 B:040506")]
    [InlineData("words before\n" + A + "words between\n" + B + "words after", "A:010203 B:040506")]
    [InlineData("-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\n", "A:010203")]
    [InlineData("-----BEGIN A-----\nAQID\n-----END A-----", "A:010203")]
    [InlineData("-----BEGIN A-----\n A Q\tI\nD \n-----END A----- \t\n", "A:010203")]
    [InlineData("-----BEGIN A-----\n-----END A-----\n", "A:")]
    [InlineData("-----BEGIN A B 1-----\nAQID\n-----END A B 1-----\n", "A B 1:010203")]
    [InlineData("-----BEGIN A-----\nName: value\nOther: value\n\nAQID\n-----END A-----\n", "A:010203")]
    public void Whole_blocks_are_read(string text, string expected) => Assert.Equal(expected, Blocks(text));

    [Theory]
    [InlineData("-----BEGIN A-----\nAQID\n" + B, "B:040506", "A")]
    [InlineData(B + "-----BEGIN A-----\nAQID\n", "B:040506", "A")]
    [InlineData("-----BEGIN A-----\nAQI\n-----END A-----\n" + B, "B:040506", "A")]
    [InlineData("-----BEGIN A-----\nA*ID\n-----END A-----\n" + B, "B:040506", "A")]
    [InlineData("-----BEGIN A-----\nAQID\n-----END C-----\n" + B, "B:040506", "A")]
    [InlineData("-----BEGIN A-----\nAQID\n-----END A----- x\n" + B, "B:040506", "A")]
    [InlineData("-----BEGIN A----\nAQID\n-----END A----\n" + B, "B:040506", "A")]
    [InlineData("-----BEGIN A-----\nAQID-----END A-----\n" + B, "B:040506", "A")]
    public void A_damaged_block_is_passed_over_and_told(string text, string expected, string damaged)
    {
        Assert.Equal(expected, Blocks(text));
        var problem = Pem.Damage(Encoding.ASCII.GetBytes(text), "f").IsOf(X509Messages.TruncatedPem);
        Assert.Equal([damaged], problem.Arguments);
    }

    [Theory]
    [InlineData(" -----BEGIN A-----\nAQID\n-----END A-----\n")]
    [InlineData("\ufeff-----BEGIN A-----\nAQID\n-----END A-----\n")]
    [InlineData("just words")]
    [InlineData("\n")]
    public void What_does_not_begin_at_a_line_is_no_block(string text)
    {
        Assert.Equal("", Blocks(text));
        Assert.Null(Pem.Damage(Encoding.UTF8.GetBytes(text), "f"));
    }

    [Fact]
    public void An_empty_file_is_told_as_such() => Pem.Read([], "f").Fails(X509Messages.Empty);

    [Fact]
    public void A_label_that_is_not_one_is_never_shown()
    {
        var secret = "-----BEGIN " + new string('s', 30) + "-----\n";
        Assert.Equal(["?"], Pem.Damage(Encoding.ASCII.GetBytes(secret), "f").IsOf(X509Messages.TruncatedPem).Arguments);
    }

    [Fact]
    public void Five_thousand_blocks_are_read_and_one_more_is_refused()
    {
        var most = string.Concat(Enumerable.Repeat(A, Pem.MaximumBlocks));
        Assert.Equal(Pem.MaximumBlocks, Pem.Read(Encoding.ASCII.GetBytes(most), "f").Must().Blocks.Count);
        Pem.Read(Encoding.ASCII.GetBytes(most + A), "f").Fails(X509Messages.TooManyBlocks);
    }

    [Fact]
    public void Headers_say_that_a_block_is_encrypted()
    {
        var block = Pem.Read("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END A-----\n"u8, "f")
            .Must().Blocks.Single();
        Assert.True(block is { HasHeaders: true, IsEncrypted: true });
        Assert.False(Pem.Read("-----BEGIN A-----\nComment: none\n\nAQID\n-----END A-----\n"u8, "f").Must().Blocks.Single().IsEncrypted);
    }

    [Fact]
    public void What_is_written_is_read_back_and_has_short_lines()
        => Gen.Byte.Array[0, 500].Sample(bytes =>
        {
            var pem = Pem.Write("PRIVATE KEY", bytes);
            Assert.All(Encoding.ASCII.GetString(pem).Split('\n'), line => Assert.True(line.Length <= 64));
            var block = Pem.Read(pem, "f").Must().Blocks.Single();
            return block.Label == "PRIVATE KEY" && block.Der.SequenceEqual(bytes);
        });

    [Fact]
    public void It_is_written_as_dotnet_writes_it()
        => Gen.Byte.Array[1, 500]
            .Sample(bytes => Encoding.ASCII.GetString(Pem.Write(
                "X", bytes)) == System.Security.Cryptography.PemEncoding.WriteString("X", bytes)
                + "\n");

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var piece = Gen.OneOf(
            Any.Of("-----BEGIN A-----\n", "-----END A-----\n", "-----BEGIN ", "-----", "\n", "\r\n", "AQID", "A: b\n", "=", " "),
            Gen.Byte.Array[0, 8].Select(Encoding.Latin1.GetString));
        piece.Array[0, 30].Sample(pieces => Assert.NotNull(Pem.Read(Encoding.Latin1.GetBytes(string.Concat(pieces) + "x"), "f").Value));
    }

    [Theory]
    [InlineData("-----BEGIN A-----\n", "")]
    [InlineData("-----BEGIN A-----\n", "\n-----END B-----\n")]
    [InlineData("-----BEGIN A-----\nAAAA\n", "\n-----END A-----\n")]
    [InlineData("-----BEGIN A:b-----\n", "x")]
    [InlineData("-----BEGIN A-----\na:b\n", "")]
    [InlineData("-----END A-----\n", "")]
    public void A_file_of_beginnings_takes_no_longer_than_its_size_asks(string repeated, string last)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, 2 * 1024 * 1024 / repeated.Length)) + last);
        Libc.IsBounded(() => Pem.Read(content, "f"));
    }

    private static string Blocks(string text)
        => string.Join(
            ' ', Pem.Read(Encoding.UTF8.GetBytes(text), "f").Must().Blocks.Select(b => $"{b.Label}:{Convert.ToHexString(b.Der)}"));
}
