using System.Diagnostics;
using System.Text;

namespace KubePki.FleetTests;

/// <summary>Logins of users other than root: the real sudo, with and without a password.</summary>
public sealed class BecomeTests
{
    private const string Certificate = "/etc/kubernetes/pki/apiserver.crt";
    private const string Password = "correct horse";
    private const string Prompt = "sudo password on the nodes: ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public void Without_become_a_roll_is_refused_and_with_it_done()
    {
        using var nodes = new SshNodes(2, user: folder => new OtherUser(folder, password: null));
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();
        var refused = nodes.Run("renew", "all", "--yes");
        Assert.True(refused.Code is 1 or 2, refused.All);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));

        var renewed = nodes.Run("renew", "all", "--yes", "--become");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.All(nodes.Names.Zip(before), pair => Assert.NotEqual(pair.Second, nodes.Content(pair.First, Certificate)));
        Assert.Equal(0, nodes.Run("undo", "--yes", "--become").Code);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));
    }

    [Fact]
    public void A_password_is_asked_for_once_in_the_terminal_and_never_shown()
    {
        using var nodes = new SshNodes(2, user: folder => new OtherUser(folder, Password));
        var before = nodes.Names.Select(n => nodes.Content(n, Certificate)).ToList();

        // Without a terminal the password is not read from anywhere else.
        var unasked = nodes.Run("renew", "all", "--yes", "--become");
        Assert.True(unasked.Code == 1, unasked.All);
        Assert.Contains("sudo needs a password", unasked.Diagnostics, StringComparison.Ordinal);

        var wrong = InTerminal(nodes, "wrong", "renew", "all", "--yes", "--become");
        Assert.True(wrong.Code == 1, wrong.All);
        Assert.Contains("sudo does not accept the password", wrong.Output, StringComparison.Ordinal);
        Assert.Equal(before, nodes.Names.Select(n => nodes.Content(n, Certificate)));

        var renewed = InTerminal(nodes, Password, "renew", "all", "--yes", "--become");
        Assert.True(renewed.Code == 0, renewed.All);
        Assert.All(nodes.Names.Zip(before), pair => Assert.NotEqual(pair.Second, nodes.Content(pair.First, Certificate)));
        Assert.Single(renewed.Output.Split(Prompt)[1..]);
        Assert.DoesNotContain(Password, renewed.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs kubepki for the nodes in its own terminal, where the password is typed at the prompt.</summary>
    private static Ran InTerminal(SshNodes nodes, string password, params string[] arguments)
    {
        var command = string.Join(' ', new[] { SshNodes.Binary }.Concat(arguments).Concat(nodes.Over).Select(word => $"'{word}'"));
        var start = new ProcessStartInfo(
            "script", ["-q", "-e", "-f", "-c", command, "/dev/null"])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in nodes.Variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new Timer(_ => process.Kill(entireProcessTree: true), null, Limit, Timeout.InfiniteTimeSpan);
        var said = new StringBuilder();
        var typed = false;
        for (var buffer = new char[1024]; process.StandardOutput.Read(buffer) is var count and > 0;)
        {
            said.Append(buffer, 0, count);
            if (!typed && said.ToString().Contains(Prompt, StringComparison.Ordinal))
            {
                // The terminal's echo is off once the prompt is printed.
                Thread.Sleep(TimeSpan.FromMilliseconds(300));
                process.StandardInput.Write(password + "\n");
                process.StandardInput.Flush();
                typed = true;
            }
        }

        process.WaitForExit();
        return new Ran(process.ExitCode, said.ToString(), "");
    }
}
