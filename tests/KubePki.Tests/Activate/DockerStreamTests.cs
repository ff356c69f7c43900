using System.Buffers.Binary;
using System.Text;
using CsCheck;
using KubePki.Activate.Runtime;

namespace KubePki.Tests.Activate;

/// <summary>The frames in which Docker sends a container's log.</summary>
public sealed class DockerStreamTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reads_frames_of_both_streams()
    {
        byte[] body = [.. Frame(1, "2026-11-24T08:00:00Z one\n"), .. Frame(2, "2026-11-24T08:00:00Z two\n")];
        Assert.Equal([new LogLine(At, "stdout", "one"), new LogLine(At, "stderr", "two")], DockerStream.Read(body, terminal: false));
    }

    [Fact]
    public void A_line_may_be_spread_over_frames_and_end_with_the_log()
    {
        byte[] body = [.. Frame(1, "2026-11-24T08:00:00Z one "), .. Frame(2, "2026-11-24T08:00:00Z other\nand"), .. Frame(1, "two\n")];
        Assert.Equal(
            [new LogLine(At, "stderr", "other"), new LogLine(At, "stdout", "one two"), new LogLine(null, "stderr", "and")],
            DockerStream.Read(body, terminal: false));
    }

    [Fact]
    public void With_a_terminal_there_are_no_frames()
        => Assert.Equal(
            [new LogLine(At, "stdout", "one"), new LogLine(null, "stdout", "two")],
            DockerStream.Read(Encoding.UTF8.GetBytes("2026-11-24T08:00:00Z one\r\ntwo\r\n"), terminal: true));

    [Fact]
    public void Nothing_was_written() => Assert.Empty(DockerStream.Read([], terminal: false));

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5, 65 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 255, 255, 255, 255, 65 })]
    [InlineData(new byte[] { 60, 104, 116, 109, 108, 62, 32, 32 })]
    public void Bytes_that_are_no_frames(byte[] body)
    => Assert.Throws<InvalidDataException>(() => DockerStream.Read(body, terminal: false));

    [Fact]
    public void Any_bytes_are_parsed_or_reported_as_invalid() => Gen.Byte.Array[0, 64].Sample(bytes =>
    {
        try
        {
            DockerStream.Read(bytes, terminal: false);
        }
        catch (InvalidDataException)
        {
            // The only permitted exception.
        }
    });

    private static byte[] Frame(byte stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var frame = new byte[8 + bytes.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), bytes.Length);
        bytes.CopyTo(frame, 8);
        return frame;
    }
}
