using System.Text;
using CsCheck;
using KubePki.Activate.Runtime;

namespace KubePki.Tests.Activate;

/// <summary>The two formats of container logs.</summary>
public sealed class LogLinesTests
{
    [Fact]
    public void Reads_the_format_of_the_cri()
    {
        var lines = Read("""
            2026-11-24T08:00:00.123456789Z stdout F first
            2026-11-24T10:00:01+02:00 stderr F  x509: certificate has expired
            2026-11-24T08:00:02Z stdout F
            """);
        Assert.Equal(
            [
                new LogLine(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero).AddTicks(1234568), "stdout", "first"),
                new LogLine(new DateTimeOffset(2026, 11, 24, 8, 0, 1, TimeSpan.Zero), "stderr", " x509: certificate has expired"),
                new LogLine(new DateTimeOffset(2026, 11, 24, 8, 0, 2, TimeSpan.Zero), "stdout", ""),
            ],
            lines);
    }

    [Fact]
    public void Joins_a_line_that_was_written_in_parts_per_stream()
    {
        var lines = Read("""
            2026-11-24T08:00:00Z stdout P one 
            2026-11-24T08:00:01Z stderr F other
            2026-11-24T08:00:02Z stdout P two 
            2026-11-24T08:00:03Z stdout F:tag three
            """);
        Assert.Equal(["other", "one two three"], lines.Select(l => l.Text));
    }

    [Fact]
    public void Reads_the_format_of_docker()
    {
        var lines = Read("""
            {"log":"first\n","stream":"stdout","time":"2026-11-24T08:00:00.5Z"}
            {"log":"half ","stream":"stderr","time":"2026-11-24T08:00:01Z"}
            {"log":"line\n","stream":"stderr","time":"2026-11-24T08:00:02Z"}
            """);
        Assert.Equal([("stdout", "first"), ("stderr", "half line")], lines.Select(l => (l.Stream, l.Text)));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 8, 0, 0, 500, TimeSpan.Zero), lines[0].At);
    }

    [Theory]
    [InlineData("""{"level":"warn","msg":"etcd's own JSON"}""")]
    [InlineData("{ not json")]
    [InlineData("no time stdout F text")]
    [InlineData("2026-11-24T08:00:00Z stdin F text")]
    [InlineData("words")]
    public void A_line_of_neither_format_is_taken_as_it_stands(string line)
    => Assert.Equal([new LogLine(null, "stdout", line)], Read(line));

    [Fact]
    public void Gives_the_last_lines_only()
    {
        var log = string.Concat(Enumerable.Range(1, 9).Select(i => $"2026-11-24T08:00:0{i}Z stdout F line {i}\n"));
        Assert.Equal(["line 8", "line 9"], LogLines.Read(Encoding.UTF8.GetBytes(log), 2).Select(l => l.Text));
        Assert.Equal(9, LogLines.Read(Encoding.UTF8.GetBytes(log), 100).Count);
        Assert.Empty(LogLines.Read([], 10));
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        var part = $"2026-11-24T08:00:00Z stdout P {new string('x', 3000)}\n";
        var lines = Read(part + part + part + "2026-11-24T08:00:00Z stdout F end\n2026-11-24T08:00:00Z stdout F next");
        Assert.Equal([4096, 4], lines.Select(l => l.Text.Length));
    }

    [Fact]
    public void Any_bytes_are_lines() => Gen.Byte.Array[0, 200].Sample(bytes => Assert.True(LogLines.Read(bytes, 5).Count <= 5));

    private static List<LogLine> Read(string log) => LogLines.Read(Encoding.UTF8.GetBytes(log), 100);
}
