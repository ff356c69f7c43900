using System.IO.Pipes;
using System.Text;
using KubePki.Fleet;

namespace KubePki.Tests.Fleet;

public sealed class OperatorLinesTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromMinutes(1);

    [Fact]
    public void Lines_come_in_their_order_and_then_the_operator_has_gone()
    {
        using var lines = new OperatorLines(new MemoryStream("one\ntwo\r\n\nthree"u8.ToArray()), Ample);
        Assert.Equal(["one", "two", "", "three", null, null], Enumerable.Range(0, 6).Select(_ => lines.Next()));
    }

    /// <summary>After a timeout the operator counts as gone: another party may have taken over the connection.</summary>
    [Fact]
    public void After_a_timeout_later_lines_are_ignored()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var input = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using var lines = new OperatorLines(input, TimeSpan.FromMilliseconds(200));
        Assert.Null(lines.Next());
        pipe.Write(Encoding.UTF8.GetBytes("go\n"));
        pipe.Flush();
        Thread.Sleep(50);
        Assert.Null(lines.Next());
    }
}
