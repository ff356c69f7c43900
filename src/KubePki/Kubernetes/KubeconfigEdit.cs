using System.Buffers;
using System.Text;
using KubePki.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// Replaces a user's credentials, or the CAs of a cluster, in the text of a kubeconfig. Works on the characters of the values only;
/// refuses where a value is shared by an anchor, because then others would change too. A quoted value keeps its quotes; one that goes
/// over several lines (also as a block, <c>|</c> or <c>&gt;</c>) becomes one plain line, as kubectl writes it.
/// </summary>
internal static class KubeconfigEdit
{
    private const string CertificateField = "client-certificate-data";
    private const string KeyField = "client-key-data";
    private const string AuthorityField = "certificate-authority-data";
    private static readonly SearchValues<char> BlockHeader = SearchValues.Create("+-0123456789 \t\r");
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n");

    internal static Outcome<byte[]> ReplaceCredentials(YamlText yaml, string userName, byte[] certificatePem, byte[] keyPem, string where)
        => Replace(yaml, "users", "user", userName, [new(CertificateField, certificatePem), new(KeyField, keyPem)]) is { } text ? Bytes(yaml, text) : KubernetesMessages.CannotEdit.At(where, userName);

    internal static Outcome<byte[]> ReplaceAuthorities(YamlText yaml, string clusterName, byte[] certificatesPem, string where)
        => Replace(yaml, "clusters", "cluster", clusterName, [new(AuthorityField, certificatesPem)]) is { } text ? Bytes(yaml, text) : KubernetesMessages.CannotEditCluster.At(where, clusterName);

    private static byte[] Bytes(YamlText yaml, string text) => Encoding.UTF8.GetBytes(yaml.Mark + text);

    /// <summary>The text with new values in the mapping of one named entry of a list; null where that cannot be done in place.</summary>
    private static string? Replace(YamlText yaml, string list, string kind, string name, IReadOnlyList<NewValue> values)
    {
        var entries = yaml.Documents[0].List(list).Where(e => e.Scalar("name") == name).ToList();
        if (entries is not [var entry] || entry.Field(kind) is not YamlMappingNode mapping || IsShared(yaml, list, kind, mapping, values))
        {
            return null;
        }

        var text = yaml.Text;

        // The later value first, so that the earlier one's place stays right.
        foreach (var (value, pem) in values.Select(v => (Value: mapping.Field(v.Field) as YamlScalarNode, v.Pem)).OrderByDescending(v => v.Value?.Start.Index ?? -1))
        {
            if (value is null || Span(yaml.Text, value) is not { } span)
            {
                return null;
            }

            text = string.Concat(text.AsSpan(0, span.Start), Convert.ToBase64String(pem), text.AsSpan(span.End));
        }

        return OnlyThoseDiffer(yaml.Text, text, list, name, values) ? text : null;
    }

    /// <summary>The characters that stand for a value, without its quotes; null where something else stands among them.</summary>
    private static (int Start, int End)? Span(string text, YamlScalarNode value)
    {
        var (start, end) = ((int)value.Start.Index, (int)value.End.Index);
        if (end > text.Length || start >= end || !value.Anchor.IsEmpty)
        {
            return null;
        }

        // The line breaks behind a block stay.
        var written = text.AsSpan(start, end - start).TrimEnd();
        end = start + written.Length;
        return value.Style switch
        {
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted
                => written.Length >= 2 && written[0] == written[^1] && written[0] == (value.Style == ScalarStyle.SingleQuoted ? '\'' : '"') ? (start + 1, end - 1) : null,
            ScalarStyle.Plain => IsBase64(written) ? (start, end) : null,
            _ => written.IndexOf('\n') is var line && line > 0 && written[0] is '|' or '>' && IsBlockHeader(written[1..line]) && IsBase64(written[line..]) ? (start, end) : null,
        };
    }

    private static bool IsBase64(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Base64Characters);

    private static bool IsBlockHeader(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(BlockHeader);

    /// <summary>Whether the mapping or one of its values is reached in more than one way.</summary>
    private static bool IsShared(YamlText yaml, string list, string kind, YamlMappingNode mapping, IReadOnlyList<NewValue> values)
        => !mapping.Anchor.IsEmpty
            || values.Any(v => mapping.Field(v.Field) is { } value && !mapping.Children.Values.Any(own => ReferenceEquals(own, value)))
            || values.Any(v => mapping.Field(v.Field) is { Anchor.IsEmpty: false })
            || yaml.Documents[0].List(list).Count(e => ReferenceEquals(e.Field(kind), mapping)) > 1;

    /// <summary>Reads the result back: the wished entry holds the new values, and everything else what it held.</summary>
    private static bool OnlyThoseDiffer(string before, string after, string list, string name, IReadOnlyList<NewValue> values)
        => Held(before) is { } old && Held(after) is { } now && old.Count == now.Count
            && old.Zip(now).All(pair => (pair.First.List, pair.First.Name, pair.First.Field) == (pair.Second.List, pair.Second.Name, pair.Second.Field)
                && Same(pair.Second.Value, (pair.First.List, pair.First.Name) == (list, name) && values.FirstOrDefault(v => v.Field == pair.First.Field) is { } wished ? wished.Pem : pair.First.Value));

    private static List<(string List, string Name, string Field, byte[]? Value)>? Held(string text)
        => Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "").Value is not { } kubeconfig ? null
            : [
                .. kubeconfig.Clusters.Select(c => ("clusters", c.Name, AuthorityField, c.CertificateAuthorityData)),
                .. kubeconfig.Users.SelectMany(u => new[] { ("users", u.Name, CertificateField, u.CertificateData), ("users", u.Name, KeyField, u.KeyData) }),
            ];

    private static bool Same(byte[]? one, byte[]? other)
        => one is null || other is null ? one is null && other is null : one.AsSpan().SequenceEqual(other);

    private sealed record NewValue(string Field, byte[] Pem);
}
