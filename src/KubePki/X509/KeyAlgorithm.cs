using System.Security.Cryptography;

namespace KubePki.X509;

/// <summary>The key families that the components understand.</summary>
public enum KeyFamily
{
    /// <summary>RSA.</summary>
    Rsa,

    /// <summary>Elliptic curve (ECDSA).</summary>
    Ecdsa,

    /// <summary>Another family: read and shown, never generated.</summary>
    Other,
}

/// <summary>Kind and size of a key. <see cref="Name"/> is the value on the command line and in JSON, for example <c>rsa2048</c>.</summary>
public sealed record KeyAlgorithm(string Name, KeyFamily Family, int Bits)
{
    /// <summary>The name of Ed25519 keys: kubepki verifies their signatures, and makes none.</summary>
    internal const string Ed25519Name = "ed25519";

    /// <summary>kubeadm's default.</summary>
    public static readonly KeyAlgorithm Rsa2048 = new("rsa2048", KeyFamily.Rsa, 2048);

    /// <summary>kubeadm's ECDSA-P256.</summary>
    public static readonly KeyAlgorithm EcdsaP256 = new("ecdsa-p256", KeyFamily.Ecdsa, 256);

    /// <summary>The algorithms that can be requested, in kubeadm v1beta4's order (encryptionAlgorithm).</summary>
    public static readonly IReadOnlyList<KeyAlgorithm> Offered =
    [
        Rsa2048,
        new("rsa3072", KeyFamily.Rsa, 3072),
        new("rsa4096", KeyFamily.Rsa, 4096),
        EcdsaP256,
        new("ecdsa-p384", KeyFamily.Ecdsa, 384),
    ];

    /// <summary>The algorithm with this name, or null.</summary>
    public static KeyAlgorithm? Named(string name)
        => Offered.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>An RSA algorithm of any size.</summary>
    public static KeyAlgorithm Rsa(int bits) => new($"rsa{bits}", KeyFamily.Rsa, bits);

    /// <summary>The algorithm of a curve, by its object identifier.</summary>
    public static KeyAlgorithm Curve(string oid) => oid switch
    {
        Oids.P256 => EcdsaP256,
        Oids.P384 => Offered[4],
        Oids.P224 => new("ecdsa-p224", KeyFamily.Ecdsa, 224),
        Oids.P521 => new("ecdsa-p521", KeyFamily.Ecdsa, 521),
        _ => Other(oid),
    };

    /// <summary>An algorithm that kubepki does not generate or use, by its object identifier.</summary>
    public static KeyAlgorithm Other(string oid) => new(oid == Oids.Ed25519 ? Ed25519Name : oid, KeyFamily.Other, 0);

    /// <summary>
    /// True if <see cref="PrivateKey.Create"/> can generate such keys. Some RSA keys in the field have sizes that no tool generates.
    /// </summary>
    public bool CanBeGenerated
        => (Family == KeyFamily.Ecdsa && Bits >= 256) || (Family == KeyFamily.Rsa && Bits is >= 1024 and <= 8192 && Bits % 8 == 0);

    /// <summary>The hash that Go chooses for signatures with such a key (crypto/x509 signingParamsForKey).</summary>
    public HashAlgorithmName SignatureHash => (Family, Bits) switch
    {
        (KeyFamily.Ecdsa, 384) => HashAlgorithmName.SHA384,
        (KeyFamily.Ecdsa, 521) => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
