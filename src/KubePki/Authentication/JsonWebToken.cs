using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Kubernetes;

namespace KubePki.Authentication;

/// <summary>A signed JSON web token in compact form (RFC 7515, RFC 7519), as far as the API server looks at one.</summary>
internal sealed class JsonWebToken
{
    private static readonly IReadOnlyDictionary<string, (bool IsRsa, HashAlgorithmName Hash, RSASignaturePadding? Padding, int Curve)> Algorithms = new Dictionary<string, (bool, HashAlgorithmName, RSASignaturePadding?, int)>
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
        (Algorithm, KeyId, _claims, _signed, _signature) = (Text(header, "alg")!, Text(header, "kid") is { Length: > 0 } id ? id : null, claims, signed, signature);
        HasCriticalHeader = Names(header, "crit") || (header.TryGetProperty("b64", out var encoded) && encoded.ValueKind == JsonValueKind.False);
    }

    /// <summary>The signature's algorithm, for example <c>RS256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Id of the key that signed, as the token says, or null.</summary>
    public string? KeyId { get; }

    /// <summary>
    /// Whether the header names extensions that a reader must understand (RFC 7515, <c>crit</c>; RFC 7797, <c>b64</c>). The API server
    /// understands none.
    /// </summary>
    public bool HasCriticalHeader { get; }

    /// <summary>Reads one; null when the text is none.</summary>
    public static JsonWebToken? Read(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        // go-jose reads no header that holds a field twice, or an id of the key that is no text.
        return Parse(header) is { } head && Parse(payload) is { } claims && Text(head, "alg") is not null && Repeated(head) is null
                && !(head.TryGetProperty("kid", out var id) && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            ? new JsonWebToken(head, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
            : null;
    }

    /// <summary>A claim that is a text, or null; a name with slashes leads into objects: <c>kubernetes.io/pod/name</c> is written <c>["kubernetes.io", "pod", "name"]</c>.</summary>
    public string? Claim(params string[] path)
    {
        return At(path) is { ValueKind: JsonValueKind.String } at ? at.GetString() : null;
    }

    /// <summary>A claim as it stands there, or null.</summary>
    public JsonElement? Value(string name) => _claims.TryGetProperty(name, out var at) ? at : null;

    /// <summary>A claim that is a time in seconds since 1970, or null. Times outside the calendar count as its first or last instant.</summary>
    public DateTimeOffset? Time(string name)
        => _claims.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds) ? Instant(seconds) : null;

    /// <summary>
    /// The first registered claim whose type go-jose cannot decode, or null: <c>iss</c>, <c>sub</c> and <c>jti</c> are texts, <c>exp</c>,
    /// <c>nbf</c> and <c>iat</c> numbers, <c>aud</c> a text or a list of texts (go-jose jwt/claims.go).
    /// </summary>
    public string? MistypedClaim
        => TextClaims.FirstOrDefault(name => !IsText([name])) ?? TimeClaims.FirstOrDefault(name => !IsTime([name])) ?? (HasAudienceOfTexts ? null : AudienceClaim);

    /// <summary>The first claim, or part of a claim, that stands there twice, which go-jose refuses; null where there is none.</summary>
    public string? RepeatedClaim(params string[] path) => At(path) is { ValueKind: JsonValueKind.Object } at ? Repeated(at) : null;

    /// <summary>
    /// A claim in any case of its letters, the last one where there are several, or null: so go-oidc finds the claims it knows (Go's encoding/json).
    /// </summary>
    public JsonElement? InAnyCase(string name)
        => _claims.EnumerateObject().Where(claim => string.Equals(claim.Name, name, StringComparison.OrdinalIgnoreCase)).Select(claim => (JsonElement?)claim.Value).LastOrDefault();

    /// <summary>Whether a claim is a time, or is absent or null.</summary>
    public bool IsTime(params string[] path)
        => At(path) is not { } at || at.ValueKind == JsonValueKind.Null || (at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds) && double.IsFinite(seconds));

    /// <summary>Whether a claim is a text, or is absent or null, which Go decodes as the empty text.</summary>
    public bool IsText(params string[] path) => At(path) is not { } at || at.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    /// <summary>Whether a claim is an object, or is absent or null.</summary>
    public bool IsObject(params string[] path) => At(path) is not { } at || at.ValueKind is JsonValueKind.Object or JsonValueKind.Null;

    /// <summary>Whether a claim is there and not null.</summary>
    public bool Has(params string[] path) => At(path) is { ValueKind: not JsonValueKind.Null };

    /// <summary>For whom it is: one text or several.</summary>
    public IReadOnlyList<string> Audiences => Texts(AudienceClaim);

    /// <summary>A claim that is one text or several; none where it is neither.</summary>
    public IReadOnlyList<string> Texts(string name)
        => _claims.TryGetProperty(name, out var at) ? Texts(at) : [];

    /// <summary>A value that is one text or several; none where it is neither.</summary>
    internal static IReadOnlyList<string> Texts(JsonElement at)
        => at.ValueKind == JsonValueKind.String ? [at.GetString()!]
            : at.ValueKind == JsonValueKind.Array ? [.. at.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)] : [];

    /// <summary>Whether a key could have made the signature: one of an elliptic curve has a length of its own.</summary>
    internal bool HasPossibleSignature
        => Algorithms.TryGetValue(Algorithm, out var algorithm) && (algorithm.IsRsa ? _signature.Length > 0 : _signature.Length == (algorithm.Curve + 7) / 8 * 2);

    /// <summary>Whether the key (SubjectPublicKeyInfo) made the signature.</summary>
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
            return ecdsa.KeySize == algorithm.Curve && ecdsa.VerifyData(_signed, _signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The id Kubernetes gives a key (pkg/serviceaccount keyIDFromPublicKey).</summary>
    public static string IdOf(byte[] publicKey) => Base64Url.EncodeToString(SHA256.HashData(publicKey));

    /// <summary>Whether the audience is a text, a list of texts, or absent.</summary>
    public bool HasAudienceOfTexts
        => !_claims.TryGetProperty(AudienceClaim, out var at) || IsTexts(at);

    /// <summary>Whether a value is a text or a list of texts.</summary>
    internal static bool IsTexts(JsonElement at)
        => at.ValueKind == JsonValueKind.String || (at.ValueKind == JsonValueKind.Array && at.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String));

    private static bool Names(JsonElement header, string field)
        => header.TryGetProperty(field, out var at) && at.ValueKind != JsonValueKind.Null && !(at.ValueKind == JsonValueKind.Array && at.GetArrayLength() == 0);

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

    /// <summary>A number of seconds since 1970. Go on x64 converts one beyond 64 bits to the smallest there is.</summary>
    internal static DateTimeOffset Instant(double seconds)
        => seconds is >= -9.2e18 and <= 9.2e18
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp((long)seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.MinValue;

    private static byte[]? Decode(string part)
    {
        // Go's RawURLEncoding takes no padding, and does not look at the bits that are left over.
        if (part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || part.Length % 4 == 1)
        {
            return null;
        }

        return Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
    }

    private static JsonElement? Parse(byte[] json) => SoundJson.Read(json) is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
