using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KubePki.Files;
using KubePki.Judge.Checks;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Tests.Kit;

/// <summary>A complete control-plane node as the sandbox writes it, a day old, in which tests can break anything.</summary>
internal sealed class PracticeNode : IDisposable
{
    /// <summary>One node of each version is created; every test gets its own copy.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<string>> Originals = new(StringComparer.Ordinal);

    private readonly Scratch _scratch = new(inMemory: true);

    public PracticeNode(string version = "v1.34.0")
    {
        var directory = $"{_scratch.Path}/node";
        Copy(Originals.GetOrAdd(version, v => new Lazy<string>(() => Make(v))).Value, directory);
        Root = new NodeRoot(directory);
    }

    public NodeRoot Root { get; }

    /// <summary>Time of the observation: files that the test writes must not be in the future.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

    public NodeState State => NodeObserver.Observe(Root, Now);

    public Surroundings Around => SurroundingsReader.Read(Root, State);

    public Verification Verify(TimeSpan? within = null) => Verification.Of(State, Around, within ?? TimeSpan.FromDays(30));

    public CheckResult Check(string id) => Verify().Results.Single(r => r.Check.Id == id);

    /// <summary>A file's path on this machine, with links resolved as on the node.</summary>
    public string OnDisk(string path) => Root.OnThisMachine(Root.Resolve(path).Value ?? path);

    public string Text(string path) => File.ReadAllText(OnDisk(path));

    public void Write(string path, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
        => Write(path, Encoding.UTF8.GetBytes(content), mode);

    public void Write(string path, byte[] content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OnDisk(path))!);
        File.WriteAllBytes(OnDisk(path), content);
        File.SetUnixFileMode(OnDisk(path), mode);
    }

    public void Mode(string path, int octal) => File.SetUnixFileMode(OnDisk(path), (UnixFileMode)Convert.ToInt32(octal.ToString(), 8));

    public void Delete(string path) => File.Delete(OnDisk(path));

    /// <summary>Replaces text in a file; the text must be present.</summary>
    public void Edit(string path, string from, string to)
    {
        var text = Text(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(OnDisk(path), text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Sets a flag in a component's manifest: null removes the flag, a missing one is added.</summary>
    public void Flag(string component, string flag, string? value)
    {
        var path = $"/etc/kubernetes/manifests/{component}.yaml";
        var lines = Text(path).Split('\n').ToList();
        lines.RemoveAll(l => l.StartsWith($"    - --{flag}=", StringComparison.Ordinal));
        if (value is not null)
        {
            lines.Insert(lines.FindIndex(l => l == $"    - {component}") + 1, $"    - --{flag}={value}");
        }

        File.WriteAllText(OnDisk(path), string.Join('\n', lines));
    }

    /// <summary>A CA of the node, for signing.</summary>
    public Made Authority(string name)
    {
        var item = State.Find(name)!;
        var key = ECDsa.Create();
        key.ImportFromPem(Text(item.KeyPath!));
        return new Made(item.Certificate!, key);
    }

    /// <summary>Replaces an entry's certificate and key, whatever its kind.</summary>
    public void Put(string name, Made made)
    {
        var item = State.Items.Single(i => i.Name == name);
        using var key = made.AsPrivateKey();
        if (item.Kubeconfig is { } kubeconfig)
        {
            Write(
                item.Path,
                KubeconfigComposer.Embedded(
                    "kubernetes", kubeconfig.Cluster!.Server!, State.Find("ca")!.Certificate!.ToPem(),
                    made.Certificate.Subject.CommonName ?? "x", made.Certificate.ToPem(), key.ToPem()));
        }
        else
        {
            Write(item.Path, item.KeyPath == item.Path ? [.. made.Certificate.ToPem(), .. key.ToPem()] : made.Certificate.ToPem());
            if (item.KeyPath != item.Path)
            {
                Write(item.KeyPath!, key.ToPem());
            }
        }
    }

    /// <summary>Issues an entry's certificate again from its CA, with a change.</summary>
    public void Reissue(string name, Func<Recipe, Recipe> change, string? authority = null)
    {
        var item = State.Items.Single(i => i.Name == name);
        var old = item.Certificate!;
        var recipe = new Recipe
        {
            Subject = old.Subject.Text,
            NotBefore = old.NotBefore,
            NotAfter = old.NotAfter,
            Serial = [0x21, (byte)name.Length, (byte)name[0], (byte)name[^1]],
        }.With(Recipe.Usages([.. old.ExtendedKeyUsages])).WithNames(names =>
        {
            foreach (var dns in old.Names.Dns)
            {
                names.AddDnsName(dns);
            }

            foreach (var address in old.Names.Addresses)
            {
                names.AddIpAddress(address);
            }
        });
        Put(name, change(recipe).SignedBy(Authority(authority ?? item.Entry.Issuer!)));
    }

    public void Dispose() => _scratch.Dispose();

    private static string Make(string version)
    {
        var scratch = new Scratch(inMemory: true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => scratch.Dispose();
        var directory = $"{scratch.Path}/node";
        PracticeControlPlane.Create(
            directory, new SandboxSpec(1, TimeSpan.FromDays(1), Validity.OneYear, version, KeyAlgorithm.EcdsaP256), DateTimeOffset.UtcNow,
            () => { })
            .Must();
        return directory;
    }

    /// <summary>Copies files with their modes, and links as links.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = $"{to}/{entry.Name}";
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo)
            {
                Copy(entry.FullName, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }
}
