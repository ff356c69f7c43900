namespace KubePki.FleetTests;

/// <summary>
/// A user who may become root with sudo, in its own mount namespace over a copy of /etc: the machine that runs the tests gets
/// neither the user nor the privilege.
/// </summary>
internal sealed class OtherUser
{
    public const string Name = "kubepki-operator";
    private readonly string _etc;

    /// <summary>Creates the user under <paramref name="folder"/>; if it has a password, sudo asks for it.</summary>
    public OtherUser(string folder, string? password)
    {
        _etc = $"{folder}/etc";
        Kept("cp", "-a", "/etc", _etc);
        Directory.CreateDirectory($"{folder}/home");
        var hash = password is null ? "*" : Kept("openssl", "passwd", "-6", password).Output.Trim();
        File.AppendAllText($"{_etc}/passwd", $"{Name}:x:64123:64123::{folder}/home:/bin/sh\n");
        File.AppendAllText($"{_etc}/shadow", $"{Name}:{hash}:20000:0:99999:7:::\n");
        var rule = $"{_etc}/sudoers.d/{Name}";
        File.WriteAllText(rule, $"{Name} ALL=(ALL) {(password is null ? "NOPASSWD: " : "")}ALL\n");
        File.SetUnixFileMode(rule, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        // sshd reads the user's keys as the user; root still owns the nodes' files.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        Directory.CreateDirectory($"{folder}/cluster", (UnixFileMode)0b111_000_000);
    }

    /// <summary>The command, run in the namespace.</summary>
    public string[] Around(string[] command)
        => ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", "mount --bind \"$0\" /etc && exec \"$@\"", _etc, .. command];

    private static Ran Kept(string program, params string[] arguments)
    {
        var ran = Ran.Program(program, arguments);
        Assert.True(ran.Code == 0, ran.All);
        return ran;
    }
}
