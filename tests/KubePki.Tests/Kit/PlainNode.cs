using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Files;

namespace KubePki.Tests.Kit;

/// <summary>A node of a few files without certificates, for tests of transactions.</summary>
internal sealed class PlainNode : IDisposable
{
    public const string Key = "/etc/x/key";
    public const string Certificate = "/etc/x/certificate";
    public const string New = "/etc/y/new";
    public const string Link = "/etc/y/link";
    public const string Gone = "/etc/y/gone";
    private readonly Scratch _scratch;

    public PlainNode(bool inMemory = true)
    {
        _scratch = new Scratch(inMemory);
        Root = new NodeRoot(_scratch.Path);
        Write(Key, "old key", Modes.OwnerOnly);
        Write(Certificate, "old certificate", Modes.PublicFile);
        Write(Gone, "to be removed", Modes.PublicFile);
        Write("/etc/x/bystander", "bystander", Modes.PublicFile);
        Directory.CreateDirectory(OnDisk("/etc/manifests"));
        File.CreateSymbolicLink(OnDisk(Link), "one");
    }

    public NodeRoot Root { get; }

    public FixedClock Clock { get; } = new(FixedClock.Today);

    public string StateDirectory => OnDisk(KubePki.Apply.Transactions.DefaultStateDirectory);

    public Transactions Transactions => With(_ => { });

    /// <summary>The request of most tests: two files replaced, one new, a link with a new target, one removed.</summary>
    public static TransactionRequest Request => Of(
        new PutFile(Key, "new key"u8.ToArray()) { ExpectedSha256 = Hash("old key") },
        new PutFile(Certificate, "new certificate"u8.ToArray()) { ExpectedSha256 = Hash("old certificate") },
        new PutFile(New, "entirely new"u8.ToArray()) { MustBeNew = true },
        new PointLink(Link, "other") { ExpectedTarget = "one" },
        new RemoveFile(Gone, Hash("to be removed")));

    public static TransactionRequest Of(params Change[] changes) => new("renew", "some files", "{\"a\":1}"u8.ToArray(), changes);

    public static byte[] Hash(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    /// <summary>Transactions that call <paramref name="beforeStep"/> before each step.</summary>
    public Transactions With(Action<string> beforeStep) => new(Root, Clock, ["/etc/manifests"]) { BeforeStep = beforeStep };

    public string OnDisk(string path) => Root.OnThisMachine(path);

    public void Write(string path, string content, UnixFileMode mode = Modes.PublicFile)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OnDisk(path))!);
        File.WriteAllText(OnDisk(path), content);
        File.SetUnixFileMode(OnDisk(path), mode);
    }

    public string? Read(string path) => File.Exists(OnDisk(path)) ? File.ReadAllText(OnDisk(path)) : null;

    /// <summary>The files outside kubepki's own directory.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => Kit.Snapshot.Of(_scratch.Path, "/var");

    public void Dispose() => _scratch.Dispose();
}

/// <summary>Simulates a power loss: no code catches it.</summary>
internal sealed class CrashException : Exception;
