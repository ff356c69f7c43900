using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Conformance.Verifier;

/// <summary>A question for both verifiers: certificates in PEM, a time, a usage, a name.</summary>
internal sealed record ChainQuestion(
    IReadOnlyList<string> Roots, IReadOnlyList<string> Intermediates, string Leaf, DateTimeOffset Time, string Usage, string Name)
{
    /// <summary>The defects of the chain, for the message of a failure.</summary>
    public required string Story { get; init; }
}

/// <summary>
/// Chains with any mixture of defects: dates, usages, constraints, names, keys, algorithms, CAs with the same name, CAs that signed one
/// another, and occasional oddities in names, times, keys, extensions, policies and signatures. The same seed gives the same shapes; keys
/// and signatures are new each time.
/// </summary>
internal sealed class ChainMaker(int seed)
{
    public static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] DnsNames =
    [
        "a.example", "b.a.example", "kubernetes", "kubernetes.default.svc.cluster.local", "*.example", "*.a.example", "A.Example",
        "a.example.", "10.0.0.1", "a_b.example", "*", "a.*.example", "xn--a.example", "-a.example", "a..example", "", ".a.example",
        "*.b.a.example", "*b.a.example",
    ];
    private static readonly string[] Asked =
    [
        "", "a.example", "b.a.example", "A.EXAMPLE", "a.example.", "c.a.example", "d.c.a.example", "kubernetes", "10.0.0.1", "[10.0.0.1]",
        "[::1]", "::1", "leaf", "a_b.example", "xn--a.example", "*.example", "-a.example", ".example", "a..example", "é.example",
    ];
    private static readonly string[] Usages = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0", "1.3.6.1.5.5.7.3.3"];
    private static readonly string[] Constraints =
    [
        "a.example", "example", ".example", "b.a.example", "", "IP:10.0.0.0/255.0.0.0", "IP:10.0.0.5/255.0.0.0", "IP:9.0.0.0/255.0.0.0",
        "IP:192.168.0.0/255.255.0.0", "IP:::/::", "IP:::ffff:0:0/ffff:ffff:ffff:ffff:ffff:ffff::", "EMAIL:example", "EMAIL:x@a.example",
        "URI:a.example", "URI:.example", "URI:10.0.0.1", "*.example", "kubernetes", "b.example", ".", "..example", "example.",
    ];
    private static readonly string[] PolicyNames = ["1.2.3", "1.2.3", "1.2.4", "1.2.5", "2.5.29.32.0"];
    private static readonly SigningKey[] Keys = MakeKeys();
    private readonly Random _random = new(seed);
    private readonly StringBuilder _story = new();

    private sealed record Party(byte[] Subject, SigningKey Key, byte[] Der);

    /// <summary>One question.</summary>
    public ChainQuestion Make()
    {
        _story.Clear().Append(seed);
        List<Party> roots = [Authority("root", null)];
        List<Party> all = [.. roots];
        for (int depth = _random.Next(4); depth > 0; depth--)
        {
            string subject = OneIn(6) ? "root" : $"middle {depth}";
            all.Add(Authority(subject, all[^1]));
        }

        Party leaf = Leaf(all[^1]);
        List<Party> intermediates = [.. all.Skip(1)];
        if (OneIn(5))
        {
            _story.Append("; another CA of the issuer's name");
            (OneIn(2) ? roots : intermediates).Insert(0, Authority("twin", null, all[^1].Subject));
        }

        if (OneIn(6))
        {
            _story.Append("; a second root, cross-signed");
            Party second = Authority("second", null);
            roots.Add(second);
            intermediates.Add(Signed(
                new CertificateText(
                    roots[0].Subject, Serial(), Oddities.Usual(Now.AddYears(-1)),
                    Oddities.Usual(Now.AddYears(1)))
                { Extensions = AuthorityExtensions() },
                roots[0].Key, second));
            if (OneIn(2))
            {
                _story.Append(" which alone is trusted");
                roots.RemoveAt(0);
            }
        }

        if (OneIn(12))
        {
            _story.Append("; an intermediate is trusted");
            roots = [all[_random.Next(all.Count)]];
        }

        if (OneIn(20))
        {
            _story.Append("; the leaf is trusted");
            roots.Add(leaf);
        }

        if (OneIn(3))
        {
            intermediates.Reverse();
        }

        DateTimeOffset time = OneIn(8) ? Now.AddDays(_random.Next(-800, 800)) : Now;
        string usage = Pick("serverAuth", "clientAuth", "any");
        string name = OneIn(2) ? "" : Pick(Asked);
        _story.Append($"; asked at {time:yyyy-MM-dd} for {usage} as '{name}'");
        return new ChainQuestion(
            [.. roots.Select(Pem)], [.. intermediates.Select(Pem)], Pem(leaf), time, usage, name)
        { Story = _story.ToString() };
    }

    private Party Authority(string subject, Party? issuer, byte[]? name = null)
    {
        _story.Append($"; {subject}");
        return Signed(
            new CertificateText(name ?? Name(subject), Serial(), NotBefore(), NotAfter()) { Extensions = AuthorityExtensions() },
            Pick(Keys), issuer);
    }

    private byte[] Name(string commonName)
    {
        if (!OneIn(20))
        {
            return Oddities.Name(commonName);
        }

        (byte tag, byte[] content) = Pick(Oddities.Attributes);
        _story.Append($" named {tag:x2} {Convert.ToHexStringLower(content)}");
        return Oddities.Name(commonName, (tag, content));
    }

    private List<(string, bool, byte[])> AuthorityExtensions()
    {
        List<(string, bool, byte[])> extensions = [];
        if (!OneIn(15))
        {
            bool authority = !OneIn(15);
            int? pathLength = OneIn(4) ? _random.Next(3) : null;
            _story.Append(authority ? $" pathlen {pathLength}" : " CA:FALSE");
            extensions.Add(ExtensionValues.BasicConstraints(authority, authority ? pathLength : null));
        }

        if (!OneIn(5))
        {
            bool signs = !OneIn(12);
            _story.Append(signs ? "" : " may not sign");
            extensions.Add(signs ? ExtensionValues.KeyUsage(0b1000_0100, 2) : ExtensionValues.KeyUsage(0b1010_0000, 5));
        }

        if (OneIn(8))
        {
            extensions.Add(ExtendedUsages());
        }

        if (OneIn(8))
        {
            extensions.Add(ExtensionValues.Names(false, [.. Some(DnsNames, 2)]));
        }

        if (OneIn(6))
        {
            string[] permitted = [.. Some(Constraints, 2)], excluded = [.. Some(Constraints, 2)];
            _story.Append($" permits [{string.Join(' ', permitted)}] excludes [{string.Join(' ', excluded)}]");
            if (permitted.Length + excluded.Length > 0)
            {
                extensions.Add(ExtensionValues.NameConstraints(OneIn(2), permitted, excluded));
            }
        }

        return WithOddities(extensions);
    }

    private Party Leaf(Party issuer)
    {
        _story.Append("; leaf");
        List<(string, bool, byte[])> extensions = [];
        if (!OneIn(6))
        {
            string[] names =
            [
                .. Some(DnsNames, 3),
                .. OneIn(3) ? [Pick("IP:10.0.0.1", "IP:::1", "IP:192.168.1.1", "IP:::ffff:10.0.0.1")] : Array.Empty<string>(),
                .. OneIn(8) ? [Pick("EMAIL:x@a.example", "EMAIL:y@b.example")] : Array.Empty<string>(),
                .. OneIn(8) ? [$"URI:{Pick(Oddities.Uris)}"] : Array.Empty<string>(),
            ];
            _story.Append($" [{string.Join(' ', names)}]");
            extensions.Add(ExtensionValues.Names(OneIn(10), names));
        }

        if (!OneIn(6))
        {
            extensions.Add(ExtendedUsages());
        }

        if (OneIn(4))
        {
            extensions.Add(ExtensionValues.BasicConstraints(false, null));
        }

        byte[]? odd = OneIn(20) ? Pick(Oddities.Keys) : null;
        _story.Append(odd is null ? "" : $" with the key {Convert.ToHexStringLower(odd.AsSpan(0, Math.Min(odd.Length, 30)))}");
        return Signed(
            new CertificateText(Name("leaf"), Serial(), NotBefore(), NotAfter()) { Extensions = WithOddities(extensions), PublicKey = odd },
            Pick(Keys), issuer);
    }

    private List<(string, bool, byte[])> WithOddities(List<(string, bool, byte[])> extensions)
    {
        if (OneIn(25))
        {
            bool critical = OneIn(2);
            _story.Append(critical ? " with an unknown critical extension" : " with an unknown extension");
            extensions.Add(("1.2.3.4", critical, [5, 0]));
        }

        if (OneIn(8))
        {
            bool critical = OneIn(2);
            (string oid, string hex) = Pick(Oddities.Extensions);
            _story.Append($" with {oid}{(critical ? "!" : "")} {hex}");
            extensions.RemoveAll(e => e.Item1 == oid && !OneIn(10));
            extensions.Add((oid, critical, Convert.FromHexString(hex)));
        }

        if (OneIn(5))
        {
            extensions.AddRange(Policies());
        }

        if (OneIn(8))
        {
            extensions.Add(ExtensionValues.KeyIdentifier([(byte)_random.Next(4)]));
        }

        if (OneIn(8))
        {
            extensions.Add(ExtensionValues.AuthorityKeyIdentifier([(byte)_random.Next(4)]));
        }

        return extensions;
    }

    /// <summary>Policies that often match those of the other certificates, and occasionally a mapping or a requirement.</summary>
    private List<(string, bool, byte[])> Policies()
    {
        string[] policies = OneIn(6)
            ? [.. Some(PolicyNames, 2)]
            : [Pick(PolicyNames), .. OneIn(3) ? ["2.5.29.32.0"] : Array.Empty<string>()];
        List<(string, bool, byte[])> extensions = policies.Length == 0 ? [] : [ExtensionValues.Policies([.. policies.Distinct()])];
        _story.Append($" policies {string.Join(' ', policies)}");
        if (OneIn(6))
        {
            int? explicitly = OneIn(4) ? null : _random.Next(3), mapping = OneIn(2) ? null : _random.Next(3);
            _story.Append($" requires {explicitly} inhibits {mapping}");
            extensions.Add(ExtensionValues.PolicyConstraints(OneIn(2), explicitly, mapping));
        }

        if (OneIn(6))
        {
            (string from, string to) = (Pick(PolicyNames), Pick(PolicyNames));
            _story.Append($" maps {from} to {to}");
            extensions.Add(ExtensionValues.PolicyMappings((from, to), (Pick(PolicyNames), to)));
        }

        if (OneIn(8))
        {
            int any = _random.Next(3);
            _story.Append($" inhibits any {any}");
            extensions.Add(ExtensionValues.InhibitAnyPolicy(any));
        }

        return extensions;
    }

    private (string, bool, byte[]) ExtendedUsages()
    {
        string[] usages = [.. Some(Usages, 2)];
        string[] atLeastOne = usages.Length == 0 ? [Usages[_random.Next(2)]] : usages;
        _story.Append($" for {string.Join(' ', atLeastOne.Select(u => u[^1]))}");
        return ExtensionValues.ExtendedKeyUsage(atLeastOne);
    }

    private Party Signed(CertificateText text, SigningKey key, Party? issuer)
    {
        SigningKey by = issuer?.Key ?? key;
        if (issuer is not null && OneIn(25))
        {
            _story.Append(" signed by a stranger");
            by = Pick(Keys);
        }

        string form = OneIn(10) ? Pick(SigningKey.Forms) : "SHA256";
        _story.Append(form == "SHA256" ? "" : $" {form}");
        if (OneIn(30))
        {
            text = Pick(
                text with { Version = 0 }, text with { Version = 1 }, text with { Version = 3 }, text with { Trailer = [5, 0] },
                text with { UnusedBits = 1 }, text with { SaysNotCritical = true });
            _story.Append($" version {text.Version} trailer {text.Trailer.Length} unused {text.UnusedBits} {text.SaysNotCritical}");
        }

        byte[] der = text.Signed(key, issuer?.Subject ?? text.Subject, by, form);
        if (OneIn(40))
        {
            _story.Append(" damaged");
            der[^_random.Next(1, Math.Min(200, der.Length))] ^= (byte)(1 << _random.Next(8));
        }

        return new Party(text.Subject, key, der);
    }

    private BigInteger Serial()
        => OneIn(15)
            ? Pick(BigInteger.Zero, BigInteger.MinusOne, -new BigInteger(1L << 40), BigInteger.Pow(2, 159), BigInteger.Pow(2, 200))
            : new BigInteger(_random.NextInt64(1, long.MaxValue));

    private byte[] NotBefore() => Oddities.Usual(OneIn(12) ? Now.AddDays(_random.Next(-3, 3)) : Now.AddYears(-1));

    private byte[] NotAfter()
    {
        if (!OneIn(20))
        {
            return Oddities.Usual(OneIn(12) ? Now.AddDays(_random.Next(-3, 3)) : Now.AddYears(OneIn(8) ? 40 : 1));
        }

        byte[] end = Pick(Oddities.Ends);
        _story.Append($" until {System.Text.Encoding.ASCII.GetString(end[2..])} ({end[0]:x2})");
        return end;
    }

    private bool OneIn(int number) => _random.Next(number) == 0;

    private T Pick<T>(params IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private IEnumerable<string> Some(string[] from, int most)
        => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => from[_random.Next(from.Length)]).Distinct();

    private static string Pem(Party party) => PemEncoding.WriteString("CERTIFICATE", party.Der);

    private static SigningKey[] MakeKeys() =>
    [
        .. Enumerable.Range(0, 6).Select(_ => SigningKey.Ecdsa("1.2.840.10045.3.1.7")),
        .. Enumerable.Range(0, 2).Select(_ => SigningKey.Rsa(2048)),
        SigningKey.Ecdsa("1.3.132.0.34"), SigningKey.Ecdsa("1.3.132.0.35"), SigningKey.Ecdsa("1.3.132.0.33"),
        SigningKey.Rsa(1024), SigningKey.Rsa(1032), SigningKey.Rsa(1016), SigningKey.Rsa(512), SigningKey.Rsa(3072), Ed25519Key.Create(),
        Ed25519Key.Create(),
    ];
}
