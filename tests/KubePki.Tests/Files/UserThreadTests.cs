using KubePki.Files;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

/// <summary>One thread has the file system identity of an ordinary user; the other threads do not.</summary>
public sealed class UserThreadTests : IDisposable
{
    private static readonly FileOwner Ann = new(1000, 1000);
    private readonly Scratch _scratch = new();
    private readonly UserThread _owners = new(new HomePatience(TimeSpan.FromSeconds(60)));

    public UserThreadTests() => Assert.SkipUnless(Libc.IsRoot, "only root may act as another user");

    public void Dispose()
    {
        _owners.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void What_a_user_may_not_read_that_thread_cannot_read()
    {
        var file = _scratch.Write("file", [1]);
        Libc.SetOwner(_scratch.Path, Ann.User, Ann.Group);
        File.SetUnixFileMode(file, Modes.OwnerOnly);
        Assert.Equal(Posix.AccessDenied, _owners.As(Ann, "/ann", () => Open(file)));
        Assert.Equal(0, Open(file));
        Libc.SetOwner(file, Ann.User, Ann.Group);
        Assert.Equal(0, _owners.As(Ann, "/ann", () => Open(file)));
        Assert.Equal(Posix.AccessDenied, _owners.As(new FileOwner(1001, 1001), "/bob", () => Open(file)));
    }

    [Fact]
    public void No_group_of_this_process_counts()
    {
        var file = _scratch.Write("file", [1]);
        File.SetUnixFileMode(_scratch.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_000);
        Assert.Equal(Posix.AccessDenied, _owners.As(Ann, "/ann", () => Open(file)));
    }

    [Fact]
    public void What_is_created_belongs_to_the_user()
    {
        Libc.SetOwner(_scratch.Path, Ann.User, Ann.Group);
        using var directory = Posix.OpenRoot(_scratch.Path);
        _owners.As(Ann, "/ann", () =>
        {
            using var created = Posix.CreateExclusiveAt(directory, "new", out var error);
            return error;
        });
        Assert.True(Posix.Facts($"{_scratch.Path}/new", out _) is { Owner: 1000, Group: 1000 });
    }

    [Fact]
    public void A_user_who_never_answers_costs_one_wait()
    {
        using var impatient = new UserThread(new HomePatience(TimeSpan.FromMilliseconds(50)));
        using var never = new ManualResetEventSlim();
        Assert.Throws<IOException>(() => impatient.As(Ann, "/silent", () =>
        {
            never.Wait();
            return 0;
        }));
        Assert.Throws<IOException>(() => impatient.As(Ann, "/silent", () => 0));
        never.Set();
    }

    [Fact]
    public void What_goes_wrong_there_goes_wrong_here()
        => Assert.Equal("x", Assert.Throws<IOException>(() => _owners.As<int>(Ann, "/ann", () => throw new IOException("x"))).Message);

    private static int Open(string path)
    {
        using var opened = Posix.OpenForReading(path, out var error);
        return error;
    }
}
