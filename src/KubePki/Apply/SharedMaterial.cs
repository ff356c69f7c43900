using System.Formats.Asn1;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// A CA or the service account key pair that one control-plane node sends to another. The private key is only included during the transfer:
/// a plan is made from the public half.
/// </summary>
/// <param name="Name">The CA's name, or <c>sa</c>.</param>
/// <param name="Public">The content of the certificate file, or of the public key file.</param>
/// <param name="KeyPublic">The public half of the private key that belongs to it; null if the sending node has no key.</param>
/// <param name="Key">The private key, or null.</param>
internal sealed record SharedMaterialPart(string Name, byte[] Public, byte[]? KeyPublic, PrivateKey? Key) : IDisposable
{
    /// <summary>The items that all control-plane nodes of a cluster share.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. KubeadmCatalogue.Entries.Where(e => e.Kind is EntryKind.CertificateAuthority or EntryKind.ServiceAccountKey)
            .Select(e => e.Name)];

    /// <summary>Reads the item on the sending node, including its private key only if <paramref name="withKey"/> is set.</summary>
    public static Outcome<SharedMaterialPart> Read(NodeRoot root, NodeState state, string name, bool withKey)
    {
        if (!Names.Contains(name) || state.Find(name) is not { Problem: null } item)
        {
            return FileMessages.Missing.At(state.Find(name)?.Path ?? name);
        }

        var content = root.Read(item.Path);
        if (!content.Succeeded || item.KeyPublicKey is null || !withKey)
        {
            return content.Then<SharedMaterialPart>(file => new SharedMaterialPart(name, file.Content, item.KeyPublicKey, null));
        }

        return SigningAuthorities.ReadKey(root, item.KeyPath!)
            .Then<SharedMaterialPart>(key => new SharedMaterialPart(name, content.Value.Content, item.KeyPublicKey, key))
            .Then(piece => piece.CheckedOrDropped(item.Path));
    }

    /// <summary>Returns this if both halves match; the sender's check is not trusted.</summary>
    public Outcome<SharedMaterialPart> Checked(string where)
    {
        var keys = PublicKeyFile.Read(Public, where);
        var fits = keys.Succeeded && (KeyPublic is null || keys.Value.Any(k => k.AsSpan().SequenceEqual(KeyPublic)))
            && (Key is null || (KeyPublic is not null && Key.PublicKey.AsSpan().SequenceEqual(KeyPublic)));
        return !keys.Succeeded ? keys.Problem : fits ? this : X509Messages.KeyMismatch.At(where, Name);
    }

    /// <summary>Same as <see cref="Checked"/>, and wipes the key if the halves do not match.</summary>
    internal Outcome<SharedMaterialPart> CheckedOrDropped(string where)
    {
        var read = Checked(where);
        if (!read.Succeeded)
        {
            Dispose();
        }

        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => Key?.Dispose();

    /// <summary>
    /// The node's item as if this piece were installed. The observed file facts are kept, because they are compared before the files are
    /// replaced.
    /// </summary>
    internal PkiEntry Into(PkiEntry item) => item with
    {
        Certificates = item.Entry.Kind == EntryKind.CertificateAuthority ? CertificateReader.ReadAll(Public, item.Path).Value ?? [] : [],
        Problem = null,
        Damage = null,
        KeyPublicKey = KeyPublic ?? item.KeyPublicKey,
        KeyAlgorithm = KeyPublic is null ? item.KeyAlgorithm : Algorithm(KeyPublic),
        KeyProblem = KeyPublic is null ? item.KeyProblem : null,
    };

    /// <summary>The files of this piece on the receiving node, the key first. Files that are already identical are skipped.</summary>
    internal IEnumerable<PutFile> Changes(PkiEntry item)
    {
        var isPair = item.Entry.Kind == EntryKind.ServiceAccountKey;
        PutFile?[] changes =
        [
            Key is null || item.KeyPath is null ? null : Put(item, item.KeyPath, Key.ToPem(), NewFile.Private, narrow: true),

            // kubeadm gives the public half of the pair the mode of private keys.
            Put(item, item.Path, Public, isPair ? NewFile.Private : NewFile.Public, narrow: false),
        ];
        return changes.OfType<PutFile>();
    }

    private static PutFile? Put(PkiEntry item, string path, byte[] content, UnixFileMode mode, bool narrow)
    {
        var seen = item.Files.FirstOrDefault(f => f.Path == path);
        return seen is not null && seen.Sha256.AsSpan().SequenceEqual(System.Security.Cryptography.SHA256.HashData(content))
            ? null
            : new PutFile(path, content)
            {
                MakesDirectories = true,
                MustBeNew = seen is null,
                ExpectedSha256 = seen?.Sha256,
                ExpectedFacts = seen?.Facts,
                Mode = seen is null || narrow ? mode : null,
            };
    }

    private static KeyAlgorithm? Algorithm(byte[] publicKey)
    {
        try
        {
            return PublicKeyInfo.Algorithm(publicKey);
        }
        catch (Exception e) when (e is AsnContentException or InvalidOperationException)
        {
            return null;
        }
    }
}
