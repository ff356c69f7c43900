using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Conformance.Verifier;

/// <summary>A question to both verifiers: certificates in PEM, a time, a usage, a name.</summary>
internal sealed record ChainQuestion(IReadOnlyList<string> Roots, IReadOnlyList<string> Intermediates, string Leaf, DateTimeOffset Time, string Usage, string Name)
{
    /// <summary>What was done to the chain, for the message of a failure.</summary>
    public required string Story { get; init; }
}

/// <summary>
/// Chains that are right or wrong in any mixture of ways: dates, usages, constraints, names, keys, algorithms, CAs of one name,
/// CAs that signed one another. The same seed gives the same shapes; keys and signatures are new each time.
/// </summary>
internal sealed class ChainMaker(int seed)
{
    public static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] DnsNames = ["a.example", "b.a.example", "kubernetes", "kubernetes.default.svc.cluster.local", "*.example", "*.a.example", "A.Example", "a.example.", "10.0.0.1", "a_b.example", "*", "a.*.example", "xn--a.example", "-a.example", "a..example", ""];
    private static readonly string[] Asked = ["", "a.example", "b.a.example", "A.EXAMPLE", "a.example.", "c.a.example", "d.c.a.example", "kubernetes", "10.0.0.1", "[10.0.0.1]", "[::1]", "::1", "leaf", "a_b.example", "xn--a.example", "*.example", "-a.example", ".example", "a..example", "é.example"];
    private static readonly string[] Usages = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0", "1.3.6.1.5.5.7.3.3"];
    private static readonly string[] Constraints = ["a.example", "example", ".example", "b.a.example", "", "IP:10.0.0.0/255.0.0.0", "IP:192.168.0.0/255.255.0.0", "EMAIL:example", "EMAIL:x@a.example", "URI:a.example", "URI:.example", "*.example", "kubernetes"];
    private static readonly SigningKey[] Keys = MakeKeys();
    private readonly Random _random = new(seed);
    private readonly StringBuilder _story = new();

    private sealed record Party(string Subject, SigningKey Key, byte[] Der);

    /// <summary>One question.</summary>
    public ChainQuestion Make()
    {
        _story.Clear().Append(seed);
        List<Party> roots = [Authority("root", null)];
        List<Party> all = [.. roots];
        for (int depth = _random.Next(4); depth > 0; depth--)
        {
            all.Add(Authority(OneIn(6) ? "root" : $"middle {depth}", all[^1]));
        }

        Party leaf = Leaf(all[^1]);
        List<Party> intermediates = [.. all.Skip(1)];
        if (OneIn(5))
        {
            _story.Append("; another CA of the issuer's name");
            (OneIn(2) ? roots : intermediates).Insert(0, Authority(all[^1].Subject, null));
        }

        if (OneIn(6))
        {
            _story.Append("; a second root, cross-signed");
            Party second = Authority("second", null);
            roots.Add(second);
            intermediates.Add(Signed(new CertificateText(roots[0].Subject, Serial(), Now.AddYears(-1), Now.AddYears(1)) { Extensions = AuthorityExtensions() }, roots[0].Key, second));
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
        return new ChainQuestion([.. roots.Select(Pem)], [.. intermediates.Select(Pem)], Pem(leaf), time, usage, name) { Story = _story.ToString() };
    }

    private Party Authority(string subject, Party? issuer)
    {
        _story.Append($"; {subject}");
        return Signed(new CertificateText(subject, Serial(), NotBefore(), NotAfter()) { Extensions = AuthorityExtensions() }, Pick(Keys), issuer);
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
            string[] names = [.. Some(DnsNames, 3), .. OneIn(3) ? [Pick("IP:10.0.0.1", "IP:::1", "IP:192.168.1.1")] : Array.Empty<string>(), .. OneIn(8) ? [Pick("EMAIL:x@a.example", "EMAIL:y@b.example")] : Array.Empty<string>(), .. OneIn(8) ? [Pick("URI:https://a.example/x", "URI:spiffe://b.example/y", "URI:https://10.0.0.1/")] : Array.Empty<string>()];
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

        return Signed(new CertificateText("leaf", Serial(), NotBefore(), NotAfter()) { Extensions = WithOddities(extensions) }, Pick(Keys), issuer);
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
            extensions.Add(ExtensionValues.KeyIdentifier([(byte)_random.Next(4)]));
        }

        if (OneIn(8))
        {
            extensions.Add(ExtensionValues.AuthorityKeyIdentifier([(byte)_random.Next(4)]));
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

        string hash = OneIn(12) ? Pick(SigningKey.Hashes) : "SHA256";
        _story.Append(hash == "SHA256" ? "" : $" {hash}");
        byte[] der = text.Signed(key, issuer?.Subject ?? text.Subject, by, hash);
        if (OneIn(40))
        {
            _story.Append(" damaged");
            der[^_random.Next(1, Math.Min(200, der.Length))] ^= (byte)(1 << _random.Next(8));
        }

        return new Party(text.Subject, key, der);
    }

    private BigInteger Serial() => OneIn(15) ? Pick(BigInteger.Zero, BigInteger.MinusOne, -new BigInteger(1L << 40), BigInteger.Pow(2, 159), BigInteger.Pow(2, 200)) : new BigInteger(_random.NextInt64(1, long.MaxValue));

    private DateTimeOffset NotBefore() => OneIn(12) ? Now.AddDays(_random.Next(-3, 3)) : Now.AddYears(-1);

    private DateTimeOffset NotAfter() => OneIn(12) ? Now.AddDays(_random.Next(-3, 3)) : Now.AddYears(OneIn(8) ? 40 : 1);

    private bool OneIn(int number) => _random.Next(number) == 0;

    private T Pick<T>(params IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private IEnumerable<string> Some(string[] from, int most) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => from[_random.Next(from.Length)]).Distinct();

    private static string Pem(Party party) => PemEncoding.WriteString("CERTIFICATE", party.Der);

    private static SigningKey[] MakeKeys() =>
    [
        .. Enumerable.Range(0, 6).Select(_ => new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        new(ECDsa.Create(ECCurve.NamedCurves.nistP384)), new(ECDsa.Create(ECCurve.NamedCurves.nistP521)),
        new(RSA.Create(2048)), new(RSA.Create(2048)), new(RSA.Create(1024)), new(RSA.Create(3072)),
    ];
}
