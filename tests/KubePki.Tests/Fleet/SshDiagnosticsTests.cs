using KubePki.Fleet;

namespace KubePki.Tests.Fleet;

/// <summary>The password is sent only to sudo on a node where it was requested, not to a program that prints sudo's prompt.</summary>
public sealed class SshDiagnosticsTests
{
    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public async Task Only_sudo_is_given_the_password(bool become, bool isThrough, bool isGiven)
    {
        var (asked, given) = (0, new List<string>());
        using var said = new StringReader($"Welcome\n{SshCommand.PasswordPrompt}");
        var diagnostics = new SshDiagnostics(new NodeTarget("cp2", "root@cp2") { Become = become }, said, () => $"password {++asked}");
        if (isThrough)
        {
            diagnostics.StopAnswering();
        }

        await diagnostics.HearAsync(password => { given.Add(password); return Task.CompletedTask; }, _ => given.Add("gave up"));
        Assert.Equal(isGiven ? ["password 1"] : [], given);
        Assert.Equal(isGiven ? 1 : 0, asked);
        Assert.Contains("Welcome", diagnostics.Said, StringComparison.Ordinal);
    }
}
