using System.Collections.Concurrent;
using KubePki.Conformance;

[assembly: AssemblyFixture(typeof(Nodes))]

namespace KubePki.Conformance;

/// <summary>
/// Nodes created by kubeadm, one per variant and test run; each test gets its own copy. Creating one takes seconds, copying takes
/// milliseconds, and two copies give two programs the same start.
/// </summary>
public sealed class Nodes : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubepki-conformance-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<string>> made = new();
    private readonly ConcurrentDictionary<string, Lazy<object>> shared = new();
    private int copies;

    internal Node Copy(string variant)
    {
        string original = made.GetOrAdd(variant, name => new Lazy<string>(() => Make(name))).Value;
        var node = new Node(variant, Path.Combine(folder, $"{variant}-{Interlocked.Increment(ref copies)}"));
        Programs.Run("cp", "-a", original, node.Root).Expect();
        return node;
    }

    internal Node CopyOf(Node other)
    {
        var node = new Node(other.Variant, Path.Combine(folder, $"{other.Variant}-{Interlocked.Increment(ref copies)}"));
        Programs.Run("cp", "-a", other.Root, node.Root).Expect();
        return node;
    }

    /// <summary>An object that several tests read and none changes; the first test creates it.</summary>
    internal T Shared<T>(string name, Func<T> make)
        where T : notnull => (T)shared.GetOrAdd(name, _ => new Lazy<object>(() => make())).Value;

    /// <summary>
    /// A node before and after `kubepki renew all` for three years with these options. Created once for all tests that only read it.
    /// </summary>
    internal (Node Before, Node After) Renewed(string variant, string options) => Shared($"renewed {variant} {options}", () =>
    {
        Node before = Copy(variant), after = CopyOf(before);
        after.KubePkiRenewsAll(["--validity", "3y", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Expect();
        return (before, after);
    });

    /// <summary>One node and two copies: one after kubepki's `renew all`, one after kubeadm's. Read-only.</summary>
    internal (Node Start, Node KubePki, Node Kubeadm) RenewedByBoth(string variant) => Shared($"both {variant}", () =>
    {
        Node start = Copy(variant), kubepki = CopyOf(start), kubeadm = CopyOf(start);
        kubepki.KubePkiRenewsAll().Expect();
        kubeadm.KubeadmRenewsAll();
        return (start, kubepki, kubeadm);
    });

    /// <summary>A folder for files that do not belong to a node; it is removed after the run.</summary>
    internal string EmptyFolder(string name) =>
        Directory.CreateDirectory(Path.Combine(folder, $"{name}-{Interlocked.Increment(ref copies)}")).FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Make(string variant)
    {
        string root = Path.Combine(folder, $"{variant}-original");
        Programs.Run(Peers.MakePki, variant, root).Expect();
        return root;
    }
}
