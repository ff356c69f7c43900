using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using KubePki.Fleet;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

/// <summary>
/// The script that runs on a node before kubepki does, run by the system's shell. The program is a stand-in that prints how it was run.
/// </summary>
public sealed class NodeScriptTests : IDisposable
{
    private static readonly byte[] Program = Encoding.UTF8.GetBytes("#!/bin/sh\necho \"$1 $(nice) $(dirname \"$0\")\"\n");

    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_program_runs_at_a_lower_priority_than_the_control_plane()
    {
        File.WriteAllBytes($"{_scratch.Path}/kubepki", Program);
        File.SetUnixFileMode($"{_scratch.Path}/kubepki", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal($"agent 10 {_scratch.Path}\n", Run([], ("PATH", $"{_scratch.Path}:/usr/bin:/bin")));
    }

    [Fact]
    public void A_program_that_was_brought_along_lies_where_TMPDIR_says_and_goes_away()
    {
        Assert.StartsWith("KUBEPKI WANTS ", Run(Program, ("TMPDIR", _scratch.Path)), StringComparison.Ordinal);
        Assert.Contains($"agent 10 {_scratch.Path}/kubepki.", Run(Program, ("TMPDIR", _scratch.Path)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void Without_TMPDIR_it_lies_in_memory()
        => Assert.Matches("agent 10 (/run|/dev/shm)/kubepki[.]", Run(Program));

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void It_does_not_lie_where_others_can_exchange_it(UnixFileMode open)
    {
        var directory = Directory.CreateDirectory($"{_scratch.Path}/open").FullName;
        File.SetUnixFileMode(directory, Owners | open);
        Assert.Matches("agent 10 (/run|/dev/shm)/kubepki[.]", Run(Program, ("TMPDIR", directory)));
        var below = Directory.CreateDirectory($"{directory}/below").FullName;
        Assert.Matches("agent 10 (/run|/dev/shm)/kubepki[.]", Run(Program, ("TMPDIR", below)));
        File.SetUnixFileMode(directory, Owners | open | UnixFileMode.StickyBit);
        Assert.Contains($"agent 10 {below}/kubepki.", Run(Program, ("TMPDIR", below)), StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_lie_in_a_directory_of_another_user()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root may give a directory away");
        var directory = Directory.CreateDirectory($"{_scratch.Path}/anns").FullName;
        Libc.SetOwner(directory, 1000, 1000);
        Assert.Matches("agent 10 (/run|/dev/shm)/kubepki[.]", Run(Program, ("TMPDIR", directory)));
    }

    /// <summary>The link is resolved once, because its owner could replace it afterwards.</summary>
    [Fact]
    public void It_lies_where_a_link_led_when_it_was_looked_at()
    {
        var link = $"{_scratch.Path}/link";
        Directory.CreateDirectory($"{_scratch.Path}/a b");
        File.CreateSymbolicLink(link, $"{_scratch.Path}/a b");
        Assert.Contains($"agent 10 {_scratch.Path}/a b/kubepki.", Run(Program, ("TMPDIR", link)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_damaged_is_not_run()
    {
        var damaged = (byte[])Program.Clone();
        damaged[^2] ^= 1;
        Assert.EndsWith("KUBEPKI DAMAGED\n", Run(damaged, ("TMPDIR", _scratch.Path)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    private static string Run(byte[] input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", NodeScript.Text, "kubepki", Convert.ToHexStringLower(SHA256.HashData(Program)), $"{Program.Length}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("TMPDIR");
        start.Environment["PATH"] = "/usr/bin:/bin";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
