namespace KubePki.Conformance;

/// <summary>Renewal options whose results the peers must accept.</summary>
internal static class RenewalOptions
{
    public const string Rsa = "--key-algorithm rsa2048";
    public const string EcdsaP256 = "--key-algorithm ecdsa-p256";
    public const string EcdsaP384 = "--key-algorithm ecdsa-p384";
    public const string SameKey = "--reuse-key";

    public static IReadOnlyList<string> NewKeys => [Rsa, EcdsaP256, EcdsaP384];

    public static IReadOnlyList<string> All => [.. NewKeys, SameKey];
}
