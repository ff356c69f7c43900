using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Kubernetes;

namespace KubePki.Authentication;

/// <summary>A signed JSON web token in compact form (RFC 7515, RFC 7519), as far as the API server evaluates it.</summary>
internal sealed class JsonWebToken
{
    private static readonly IReadOnlyDictionary<string, (bool IsRsa, HashAlgorithmName Hash, RSASignaturePadding? Padding,
        int Curve)> Algorithms = new Dictionary<string, (bool, HashAlgorithmName, RSASignaturePadding?, int)>
        {
            ["RS256"] = (true, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, 0),
            ["RS384"] = (true, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, 0),
            ["RS512"] = (true, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, 0),
            ["PS256"] = (true, HashAlgorithmName.SHA256, RSASignaturePadding.Pss, 0),
            ["PS384"] = (true, HashAlgorithmName.SHA384, RSASignaturePadding.Pss, 0),
            ["PS512"] = (true, HashAlgorithmName.SHA512, RSASignaturePadding.Pss, 0),
            ["ES256"] = (false, HashAlgorithmName.SHA256, null, 256),
            ["ES384"] = (false, HashAlgorithmName.SHA384, null, 384),
            ["ES512"] = (false, HashAlgorithmName.SHA512, null, 521),
        };

    private const string AudienceClaim = "aud";
    private static readonly string[] TextClaims = ["iss", "sub", "jti"];
    private static readonly string[] TimeClaims = ["exp", "nbf", "iat"];

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _claims;

    private JsonWebToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature)
    {
        (Algorithm, KeyId, _claims, _signed,
            _signature) = (Text(header, "alg")!, Text(header, "kid") is { Length: > 0 } id ? id : null, claims, signed, signature);
        HasCriticalHeader = Names(header, "crit")
            || (header.TryGetProperty("b64", out var encoded) && encoded.ValueKind == JsonValueKind.False);
    }

    /// <summary>The signature's algorithm, for example <c>RS256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The ID of the key that signed, according to the token, or null.</summary>
    public string? KeyId { get; }

    /// <summary>
    /// Whether the header has extensions that a reader must understand (RFC 7515, <c>crit</c>; RFC 7797, <c>b64</c>). The API server
    /// understands none.
    /// </summary>
    public bool HasCriticalHeader { get; }

    /// <summary>Reads a token; null if the text is not a token.</summary>
    public static JsonWebToken? Read(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload
            || Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        // go-jose refuses a header with a repeated field, or with a key ID that is not a string.
        return Parse(header) is { } head && Parse(payload) is { } claims && Text(head, "alg") is not null && Repeated(head) is null
                && !(head.TryGetProperty("kid", out var id) && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            ? new JsonWebToken(head, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
            : null;
    }

    /// <summary>
    /// A claim that is a string, or null. A path leads into objects: <c>kubernetes.io/pod/name</c> is written <c>["kubernetes.io", "pod",
    /// "name"]</c>.
    /// </summary>
    public string? Claim(params string[] path)
    {
        return At(path) is { ValueKind: JsonValueKind.String } at ? at.GetString() : null;
    }

    /// <summary>A claim as it is in the token, or null.</summary>
    public JsonElement? Value(string name) => _claims.TryGetProperty(name, out var at) ? at : null;

    /// <summary>
    /// A claim that is a time in seconds since 1970, or null. Times outside the calendar become its first or last instant.
    /// </summary>
    public DateTimeOffset? Time(string name)
        => _claims.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds)
            ? Instant(seconds)
            : null;

    /// <summary>
    /// The first registered claim whose type go-jose cannot decode, or null: <c>iss</c>, <c>sub</c> and <c>jti</c> are strings, <c>exp</c>,
    /// <c>nbf</c> and <c>iat</c> numbers, <c>aud</c> a string or a list of strings (go-jose jwt/claims.go).
    /// </summary>
    public string? MistypedClaim
        => TextClaims.FirstOrDefault(name => !IsText([name]))
            ?? TimeClaims.FirstOrDefault(name => !IsTime([name])) ?? (HasAudienceOfTexts ? null : AudienceClaim);

    /// <summary>The first repeated claim, or repeated field of a claim; go-jose refuses it. Null if there is none.</summary>
    public string? RepeatedClaim(params string[] path) => At(path) is { ValueKind: JsonValueKind.Object } at ? Repeated(at) : null;

    /// <summary>
    /// A claim whose name matches without regard to case, the last one if there are several, or null: go-oidc finds its claims this way
    /// (Go's encoding/json).
    /// </summary>
    public JsonElement? InAnyCase(string name)
        => _claims.EnumerateObject().Where(claim => string.Equals(claim.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(claim => (JsonElement?)claim.Value)
            .LastOrDefault();

    /// <summary>True if a claim is a time, absent or null.</summary>
    public bool IsTime(params string[] path)
        => At(path) is not { } at || at.ValueKind == JsonValueKind.Null
            || (at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds) && double.IsFinite(seconds));

    /// <summary>True if a claim is a string, absent or null. Go decodes the latter two as the empty string.</summary>
    public bool IsText(params string[] path) => At(path) is not { } at || at.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    /// <summary>True if a claim is an object, absent or null.</summary>
    public bool IsObject(params string[] path) => At(path) is not { } at || at.ValueKind is JsonValueKind.Object or JsonValueKind.Null;

    /// <summary>True if a claim is present and not null.</summary>
    public bool Has(params string[] path) => At(path) is { ValueKind: not JsonValueKind.Null };

    /// <summary>The audiences: one string or several.</summary>
    public IReadOnlyList<string> Audiences => Texts(AudienceClaim);

    /// <summary>The strings of a claim that is one string or a list; none if it is neither.</summary>
    public IReadOnlyList<string> Texts(string name)
        => _claims.TryGetProperty(name, out var at) ? Texts(at) : [];

    /// <summary>The strings of a value that is one string or a list; none if it is neither.</summary>
    internal static IReadOnlyList<string> Texts(JsonElement at)
        => at.ValueKind == JsonValueKind.String ? [at.GetString()!]
            : at.ValueKind == JsonValueKind.Array
                ? [.. at.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]
                : [];

    /// <summary>True if a key could have made the signature: elliptic curve signatures have a fixed length.</summary>
    internal bool HasPossibleSignature
        => Algorithms.TryGetValue(Algorithm, out var algorithm)
            && (algorithm.IsRsa ? _signature.Length > 0 : _signature.Length == (algorithm.Curve + 7) / 8 * 2);

    /// <summary>True if the key (SubjectPublicKeyInfo) made the signature.</summary>
    public bool IsSignedBy(byte[] publicKey)
    {
        if (!Algorithms.TryGetValue(Algorithm, out var algorithm))
        {
            return false;
        }

        try
        {
            if (algorithm.IsRsa)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
                return rsa.VerifyData(_signed, _signature, algorithm.Hash, algorithm.Padding!);
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(publicKey, out _);
            return ecdsa.KeySize == algorithm.Curve
                && ecdsa.VerifyData(_signed, _signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The ID that Kubernetes gives a key (pkg/serviceaccount keyIDFromPublicKey).</summary>
    public static string IdOf(byte[] publicKey) => Base64Url.EncodeToString(SHA256.HashData(publicKey));

    /// <summary>True if the audience is a string, a list of strings, or absent.</summary>
    public bool HasAudienceOfTexts
        => !_claims.TryGetProperty(AudienceClaim, out var at) || IsTexts(at);

    /// <summary>True if a value is a string or a list of strings.</summary>
    internal static bool IsTexts(JsonElement at)
        => at.ValueKind == JsonValueKind.String
            || (at.ValueKind == JsonValueKind.Array && at.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String));

    private static bool Names(JsonElement header, string field)
        => header.TryGetProperty(field, out var at) && at.ValueKind != JsonValueKind.Null
            && !(at.ValueKind == JsonValueKind.Array && at.GetArrayLength() == 0);

    private static string? Repeated(JsonElement at)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return at.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !seen.Add(name));
    }

    private JsonElement? At(string[] path)
    {
        var at = _claims;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>
    /// The instant of a number of seconds since 1970. Go on x64 converts a number beyond 64 bits to the smallest 64-bit integer.
    /// </summary>
    internal static DateTimeOffset Instant(double seconds)
        => seconds is >= -9.2e18 and <= 9.2e18
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
                (long)seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.MinValue;

    private static byte[]? Decode(string part)
    {
        // Go's RawURLEncoding accepts no padding, and ignores the remaining bits.
        if (part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || part.Length % 4 == 1)
        {
            return null;
        }

        return Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
    }

    private static JsonElement? Parse(byte[] json) => WellFormedJson.Read(json) is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
