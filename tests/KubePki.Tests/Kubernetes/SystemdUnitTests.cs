using KubePki.Kubernetes;

namespace KubePki.Tests.Kubernetes;

public sealed class SystemdUnitTests
{
    [Theory]
    [InlineData("[Service]\nExecStart=/usr/bin/kubelet --config /a", "", "/usr/bin/kubelet --config /a")]
    [InlineData("[Service]\nExecStart=-/usr/bin/kubelet $A ${B}x $GONE\nEnvironment=\"A=--c=1 --d=2\" B=b", "", "/usr/bin/kubelet --c=1 --d=2 bx")]
    [InlineData("[Service]\nExecStart=/old\nExecStart=\nExecStart=/usr/bin/kubelet \\\n  # a comment\n  --a", "", "/usr/bin/kubelet --a")]
    [InlineData("[Unit]\nExecStart=/no\n[Service]\nEnvironment=A=1\nEnvironment=\nExecStart=/k $A", "", "/k")]
    [InlineData("[Service]\nEnvironment=A=unit\nExecStart=/k $A", "A=file", "/k file")]
    [InlineData("[Service]\nExecStart=/k $A", "; x\n# A=no\nA=\"--a=1 \\\n--b='2 3' \\\n\"\nB=c", "/k --a=1 --b=2 3")]
    [InlineData("[Service]\nExecStart=/bin/sh -c \"exec kubelet --a=1 >>/log\"", "", "kubelet --a=1")]
    [InlineData("[Service]\nExecStart = /k", "", "/k")]
    [InlineData("ExecStart=/k", "", null)]
    public void The_command_is_what_systemd_runs(string unit, string environment, string? words)
        => Assert.Equal(words, new SystemdUnit().Append(unit).Command([environment]) is { } command ? string.Join(' ', command) : null);

    /// <summary>A value is substituted once; variables inside it are not substituted again (systemd.service(5), "Command lines").</summary>
    [Fact]
    public void What_a_value_names_is_not_put_in_again()
        => Assert.Equal(
            ["/k", "${B}${B}x"], new SystemdUnit().Append("[Service]\nExecStart=/k ${A}x\nEnvironment=A=${B}${B} B=b").Command([]));

    /// <summary>A few lines could expand to gigabytes, and so could a long value that is referenced often.</summary>
    [Theory]
    [InlineData("$A ")]
    [InlineData("x${A} ")]
    public void What_is_put_in_has_a_bound(string word)
    {
        var words = new SystemdUnit().Append($"[Service]\nExecStart=/k {string.Concat(Enumerable.Repeat(word, 10_000))}")
            .Command([$"A={new string('a', 100_000)}"]);
        Assert.InRange(words!.Sum(w => (long)w.Length), 1, 2L * ProgramVariables.MostCharacters);
    }

    [Fact]
    public void Environment_files_may_be_missing()
        => Assert.Equal(
            ["/b", "/c"],
            new SystemdUnit().Append("[Service]\nEnvironmentFile=/a\nEnvironmentFile=\nEnvironmentFile=-/b\n")
                .Append("[Service]\nEnvironmentFile=/c\n").EnvironmentFiles);

    [Theory]
    [InlineData("A=b", "A=b")]
    [InlineData("A= b c \nB=d", "A=b c|B=d")]
    [InlineData("A='x y'z", "A=x yz")]
    [InlineData("A=\"x\ny\"\nB=1", "A=x\ny|B=1")]
    [InlineData("export\n\nA=", "A=")]
    [InlineData("A=\"open", "A=open")]
    public void Variables_are_read_as_systemd_reads_them(string text, string expected)
        => Assert.Equal(expected, string.Join('|', EnvironmentFile.Read(text).Select(v => $"{v.Name}={v.Value}")));
}
