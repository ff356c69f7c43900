using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>The type of a YAML node after conversion to JSON, which is what the components decode.</summary>
internal enum ValueKind
{
    /// <summary>Null: counts as absent.</summary>
    Nothing,

    /// <summary>A boolean.</summary>
    Truth,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>A number with a fraction or an exponent.</summary>
    Fraction,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A list.</summary>
    List,

    /// <summary>A mapping.</summary>
    Mapping,
}

/// <summary>
/// Plain scalars as Kubernetes' parser resolves them by YAML 1.1 (yaml.v2, resolve.go): <c>yes</c> and <c>y</c> are true, <c>010</c> is
/// eight, <c>1:30</c> and a date are strings. Quoted scalars and blocks are strings.
/// </summary>
internal static partial class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";
    private static readonly string[] Yes = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
    private static readonly string[] No = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
    private static readonly string[] Nothing = ["", "~", "null", "Null", "NULL"];

    private static readonly (string Prefix,
        int Base)[] Bases = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8), ("0", 8), ("", 10)];

    internal static ValueKind KindOf(YamlNode? node) => node switch
    {
        YamlMappingNode => ValueKind.Mapping,
        YamlSequenceNode => ValueKind.List,
        YamlScalarNode scalar when IsResolved(scalar) => KindOf(scalar.Value ?? ""),
        YamlScalarNode => ValueKind.Text,
        _ => ValueKind.Nothing,
    };

    /// <summary>The boolean value of a node; null for other types.</summary>
    internal static bool? Truth(YamlNode? node) => KindOf(node) == ValueKind.Truth ? Yes.Contains(((YamlScalarNode)node!).Value) : null;

    /// <summary>The integer value of a node; null for other types.</summary>
    internal static long? Whole(YamlNode? node) => KindOf(node) == ValueKind.Whole ? Whole(((YamlScalarNode)node!).Value!) : null;

    /// <summary>Whether Go decodes a node into an integer: also from a number with exponent and integer value (3e1).</summary>
    internal static bool IsWhole(YamlNode node)
        => KindOf(node) == ValueKind.Whole
            || (KindOf(node) == ValueKind.Fraction
                && double.TryParse(((YamlScalarNode)node).Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsInteger(number)
                && Math.Abs(number) < 1e15);

    /// <summary>Whether a scalar is plain, or has a tag of a type other than string.</summary>
    private static bool IsResolved(YamlScalarNode scalar)
        => scalar.Tag.IsEmpty ? scalar.Style == ScalarStyle.Plain
            : !scalar.Tag.IsNonSpecific && scalar.Tag.Value.StartsWith(TagPrefix, StringComparison.Ordinal)
                && scalar.Tag.Value[TagPrefix.Length..] is "bool" or "int" or "float" or "null";

    /// <summary>Numbers of YAML that JSON does not have: values decoded through JSON cannot hold them.</summary>
    private static readonly string[] Endless =
    [
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
    ];

    private static ValueKind KindOf(string word)
        => Nothing.Contains(word) ? ValueKind.Nothing
            : Yes.Contains(word) || No.Contains(word) ? ValueKind.Truth
            : Endless.Contains(word) ? ValueKind.Fraction
            : word[0] is not ((>= '0' and <= '9') or '+' or '-' or '.') ? ValueKind.Text
            : word[0] != '.' && Whole(word) is not null ? ValueKind.Whole
            : IsFraction(word.Replace("_", "", StringComparison.Ordinal)) ? ValueKind.Fraction
            : ValueKind.Text;

    /// <summary>A number that is not an integer; a number beyond the range of a double is a string.</summary>
    private static bool IsFraction(string word)
        => Float().IsMatch(word) && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number);

    /// <summary>An integer with a sign, underscores anywhere and a base prefix; a leading zero means octal.</summary>
    private static long? Whole(string word)
    {
        var plain = word.Replace("_", "", StringComparison.Ordinal);
        var negative = plain.StartsWith('-');
        var digits = plain.Length > 0 && plain[0] is '-' or '+' ? plain[1..] : plain;
        var (prefix, numberBase) = Bases.First(b => digits.StartsWith(b.Prefix, StringComparison.Ordinal) && digits.Length > b.Prefix.Length
            || b.Prefix.Length == 0);
        return Digits(digits[prefix.Length..], numberBase) is { } value ? negative ? -value : value : null;
    }

    private static long? Digits(string digits, int numberBase)
    {
        UInt128 sum = 0;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : numberBase;
            if (value >= numberBase || (sum = sum * (uint)numberBase + (uint)value) > long.MaxValue)
            {
                return null;
            }
        }

        return digits.Length > 0 ? (long)sum : null;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
