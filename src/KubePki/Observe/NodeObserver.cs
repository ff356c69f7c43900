using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>Reads a node into a <see cref="NodeState"/>. A broken file never hides other files.</summary>
internal static class NodeObserver
{
    /// <summary>Reads everything, at <paramref name="now"/>. A configuration provides paths that no manifest has.</summary>
    public static NodeState Observe(NodeRoot root, DateTimeOffset now, KubeadmConfiguration? configuration = null)
    {
        // Two threads: for so short a command a third one costs more than it gains. The second thread loads the cryptographic library,
        // which takes milliseconds, while the manifests are read.
        using var entries = new EntryReading(root);
        var second = Task.Factory.StartNew(
            entries.LoadAndRead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var layout = entries.Begin(() => NodeLayout.Of(root, configuration));
        entries.Read();
        second.GetAwaiter().GetResult();
        var items = entries.Items.Where(item => !(item.IsMissing && item.Entry.Optional)).ToList();
        items.AddRange(KubeletFiles.Read(root, layout, items));
        items.AddRange(HomeKubeconfigs.Read(root, layout, items));
        items.AddRange(CredentialFiles.Read(root, layout));
        items.AddRange(IssuerAuthorities.Read(root, layout));
        return new NodeState(layout)
        {
            ObservedAt = now,
            Items = items,
            Problems = layout.Problems,
            Warnings = [.. layout.Warnings, .. items.DistinctBy(i => i.Path).SelectMany(i => i.Kubeconfig?.Warnings ?? [])],
            TokenKeys = TokenKeyFile.Read(root, layout),
        };
    }

    /// <summary>Reads a certificate file, and its key from another file or the same one.</summary>
    internal static PkiEntry ReadPair(NodeRoot root, PkiEntry item, Func<string, Outcome<NodeFile>>? read = null)
    {
        read ??= root.Read;
        var file = read(item.Path);
        var certificates = file.Then(f => CertificateReader.ReadAll(f.Content, item.Path));
        var keyFile = item.KeyPath is null || item.KeyPath == item.Path ? file : read(item.KeyPath);
        item = WithKey(item, keyFile.Then(f => PrivateKey.Read(f.Content, f.Path))) with
        {
            Certificates = certificates.Value ?? [],
            Problem = certificates.Problem,
            Damage = file.Succeeded && certificates.Succeeded ? Pem.Damage(file.Value.Content, item.Path) : null,
            Files = [.. Seen(file), .. item.KeyPath is null || item.KeyPath == item.Path ? [] : Seen(keyFile)],
        };
        Wipe(keyFile);
        return item;
    }

    /// <summary>Reads a kubeconfig and the certificate of its current user.</summary>
    internal static PkiEntry ReadKubeconfig(NodeRoot root, PkiEntry item)
    {
        var file = root.Read(item.Path);
        return ReadKubeconfig(root, item, file, file.Then(f => Kubeconfig.Read(f.Content, item.Path)), userName: null);
    }

    /// <summary>
    /// Same as <see cref="ReadKubeconfig(NodeRoot, PkiEntry)"/>, from a file that is already read, and for one of its users; default: the
    /// current user.
    /// </summary>
    internal static PkiEntry ReadKubeconfig(
        NodeRoot root, PkiEntry item, Outcome<NodeFile> file, Outcome<Kubeconfig> read, string? userName,
        Func<string, Outcome<NodeFile>>? readNamed = null)
    {
        item = item with { Files = [.. Seen(file)], Kubeconfig = read.Value, Problem = read.Problem };
        if (!read.Succeeded)
        {
            return item;
        }

        var user = userName is null ? read.Value.User : read.Value.FindUser(userName);
        return user is null
            ? item with { Problem = read.Value.CurrentUserProblem ?? ObserveMessages.NoClientCertificate.At(item.Path, userName ?? "") }
            : ReadUser(root, WithAuthorityFile(root, item with { UserName = user.Name }), user, readNamed);
    }

    private static PkiEntry WithAuthorityFile(NodeRoot root, PkiEntry item)
    {
        if (item.AuthorityFile is not null || item.Cluster is not { CertificateAuthorityData: null, CertificateAuthorityPath: { } named })
        {
            return item;
        }

        var path = item.Kubeconfig!.PathOf(named);
        return item with { AuthorityFile = root.Read(path).Then(f => CertificateReader.ReadAll(f.Content, path)) };
    }

    internal static PkiEntry ReadEntry(NodeRoot root, NodeLayout layout, CatalogueEntry entry)
    {
        var item = new PkiEntry(entry) { Name = entry.Name, Path = layout.CertificatePath(entry), KeyPath = layout.KeyPath(entry) };
        if (StaticPod.IsUnknown(item.Path))
        {
            return item with { Problem = KubernetesMessages.FlagUnreadable.At(layout.ManifestDirectory, item.Path) };
        }

        item = entry.Kind switch
        {
            EntryKind.Kubeconfig => ReadKubeconfig(root, item),
            EntryKind.ServiceAccountKey => ReadServiceAccountKey(root, layout, item),
            _ => ReadPair(root, item),
        };
        return item.KeyPath is { } key && StaticPod.IsUnknown(key)
            ? item with { KeyProblem = KubernetesMessages.FlagUnreadable.At(layout.ManifestDirectory, key) }
            : item;
    }

    private static PkiEntry ReadUser(NodeRoot root, PkiEntry item, KubeconfigUser user, Func<string, Outcome<NodeFile>>? readNamed)
    {
        // If both are given, the components use the data (client-go rest.TLSClientConfig).
        if (user is { CertificateData: null, CertificatePath: { } path })
        {
            var kubeconfig = item.Kubeconfig!;
            var absolute = kubeconfig.PathOf(path);
            var pair = ReadPair(
                root, item with { Path = absolute, KeyPath = user.KeyPath is { } keyPath ? kubeconfig.PathOf(keyPath) : absolute },
                readNamed);
            return pair with { Path = item.Path, KeyPath = null, PointsAt = absolute, Files = [.. item.Files, .. pair.Files] };
        }

        if (user.CertificateData is null)
        {
            return item with { Problem = ObserveMessages.NoClientCertificate.At(item.Path, user.Name) };
        }

        var certificates = CertificateReader.ReadAll(user.CertificateData, item.Path);
        var key = user.KeyData is null ? ObserveMessages.NoClientKey.At(item.Path, user.Name) : PrivateKey.Read(user.KeyData, item.Path);
        return WithKey(item, key) with { Certificates = certificates.Value ?? [], Problem = certificates.Problem };
    }

    /// <summary>
    /// sa.pub is a bare public key. The API server's flag may also name a private key or a certificate. If there are several files, the
    /// pair's file is the one with the key's public half; the others verify tokens of other keys.
    /// </summary>
    private static PkiEntry ReadServiceAccountKey(NodeRoot root, NodeLayout layout, PkiEntry item)
    {
        var keyFile = root.Read(item.KeyPath!);
        var known = WithKey(item, keyFile.Then(f => PrivateKey.Read(f.Content, f.Path))) with { Files = [.. Seen(keyFile)] };
        Wipe(keyFile);
        var files = (layout.VerificationKeyFiles is { Count: > 0 } several ? several : [item.Path])
            .Select(path => (Path: path, File: root.Read(path)))
            .Select(f => (f.Path, f.File, Keys: f.File.Then(file => PublicKeyFile.Read(file.Content, f.Path))))
            .ToList();
        var own = files.FirstOrDefault(f => known.KeyPublicKey is { } mine
            && f.Keys.Value?.Any(k => k.AsSpan().SequenceEqual(mine)) == true);
        var problem = files.Select(f => f.Keys.Problem is { } p && p.Is(FileMessages.Missing) && own.Path is not null
            ? ObserveMessages.VerificationKeyMissing.At(f.Path)
            : f.Keys.Problem)
            .FirstOrDefault(p => p is not null);
        var path = own.Path ?? item.Path;
        known = known with
        {
            Path = path,
            Files = [.. files.OrderBy(f => f.Path != path).SelectMany(f => Seen(f.File)), .. known.Files],
            Problem = problem
                ?? (own.Path is null && known.KeyPublicKey is not null ? X509Messages.KeyMismatch.At(path, item.KeyPath!) : null),
        };
        files.ForEach(f => Wipe(f.File));
        return known;
    }

    private static PkiEntry WithKey(PkiEntry item, Outcome<PrivateKey> key)
    {
        using var read = key.Value;
        return item with { KeyPublicKey = read?.PublicKey, KeyAlgorithm = read?.Algorithm, KeyProblem = key.Problem };
    }

    private static IEnumerable<ObservedFile> Seen(Outcome<NodeFile> file)
        => file.Succeeded
            ? [new ObservedFile(file.Value.Path, file.Value.RealPath, SHA256.HashData(file.Value.Content), file.Value.Facts)]
            : [];

    /// <summary>Wipes the content of a key file, which is already read and hashed: nothing needs it any more.</summary>
    private static void Wipe(Outcome<NodeFile> file) => CryptographicOperations.ZeroMemory(file.Value?.Content ?? []);
}
