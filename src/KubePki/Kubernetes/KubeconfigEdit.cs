using System.Buffers;
using System.Text;
using KubePki.Localization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// Replaces the credentials of users, or the CAs of a cluster, in the text of a kubeconfig. Edits only the characters of the values.
/// Refuses a value that is shared by an anchor, because other values would change too. A quoted value keeps its quotes; one that spans
/// several lines (including a block, <c>|</c> or <c>&gt;</c>) becomes one plain line, as kubectl writes it.
/// </summary>
internal static class KubeconfigEdit
{
    private const string CertificateField = "client-certificate-data";
    private const string KeyField = "client-key-data";
    private const string AuthorityField = "certificate-authority-data";
    private static readonly SearchValues<char> BlockHeader = SearchValues.Create("+-0123456789 \t\r");
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n");

    /// <summary>The number of users that are tried one by one if they cannot be edited together. Each trial reads the whole file.</summary>
    private const int MostTrials = 16;

    internal static Outcome<byte[]> ReplaceCredentials(
        YamlText yaml, IReadOnlyList<string> users, byte[] certificatePem, byte[] keyPem, string where)
        => Replace(yaml, "users", "user", users, [new(CertificateField, certificatePem), new(KeyField, keyPem)]) is { } text
            ? Bytes(yaml, text) : KubernetesMessages.CannotEdit.At(where, users[0]);

    internal static Outcome<byte[]> ReplaceAuthorities(YamlText yaml, string clusterName, byte[] certificatesPem, string where)
        => Replace(yaml, "clusters", "cluster", [clusterName], [new(AuthorityField, certificatesPem)]) is { } text ? Bytes(yaml, text)
            : KubernetesMessages.CannotEditCluster.At(where, clusterName);

    /// <summary>
    /// The users whose credentials can be replaced, regardless of the new ones. One trial edits all of them. If it fails, a few users are
    /// tried one by one. No program writes a file for which the trial fails.
    /// </summary>
    internal static IReadOnlySet<string> Editable(YamlText yaml, IReadOnlyCollection<string> users)
    {
        NewValue[] trial = [new(CertificateField, "-"u8.ToArray()), new(KeyField, "-"u8.ToArray())];
        var places = new Entries(yaml, "users", "user", trial);
        var candidates = users.Where(user => places.Of(user) is not null).ToList();
        return (candidates.Count == 0 || Replace(yaml, "users", "user", candidates, trial) is not null
            ? candidates
                : candidates.Take(MostTrials).Where(
                    user => Replace(yaml, "users", "user", [user], trial) is not null)).ToHashSet(StringComparer.Ordinal);
    }

    private static byte[] Bytes(YamlText yaml, string text) => Encoding.UTF8.GetBytes(yaml.Mark + text);

    /// <summary>The text with new values in the mappings of named entries of a list; null if an edit in place is impossible.</summary>
    private static string? Replace(YamlText yaml, string list, string kind, IReadOnlyList<string> names, IReadOnlyList<NewValue> values)
    {
        var entries = new Entries(yaml, list, kind, values);
        var places = new List<(int Start, int End, byte[] Pem)>();
        foreach (var name in names)
        {
            if (entries.Of(name) is not { } own)
            {
                return null;
            }

            places.AddRange(own);
        }

        var (text, done) = (new StringBuilder(yaml.Text.Length), 0);
        foreach (var (start, end, pem) in places.OrderBy(p => p.Start))
        {
            text.Append(yaml.Text, done, start - done).Append(Convert.ToBase64String(pem));
            done = end;
        }

        var replaced = text.Append(yaml.Text, done, yaml.Text.Length - done).ToString();
        return OnlyThoseDiffer(yaml.Text, replaced, list, names.ToHashSet(StringComparer.Ordinal), values) ? replaced : null;
    }

    /// <summary>The entries of a list, indexed by name: a file may hold thousands, and each is looked up.</summary>
    private sealed class Entries
    {
        private readonly string _text;
        private readonly IReadOnlyList<NewValue> _values;
        private readonly ILookup<string?, YamlMappingNode?> _mappings;
        private readonly Dictionary<YamlNode, int> _uses = new(ReferenceEqualityComparer.Instance);

        internal Entries(YamlText yaml, string list, string kind, IReadOnlyList<NewValue> values)
        {
            (_text, _values) = (yaml.Text, values);
            var entries = yaml.Documents[0].List(list).Select(e => (Name: e.Scalar("name"), Mapping: e.Field(kind))).ToList();
            _mappings = entries.ToLookup(e => e.Name, e => e.Mapping as YamlMappingNode, StringComparer.Ordinal);
            foreach (var mapping in entries.Select(e => e.Mapping).OfType<YamlNode>())
            {
                _uses[mapping] = _uses.GetValueOrDefault(mapping) + 1;
            }
        }

        /// <summary>The positions of an entry's values; null if they cannot be replaced in place.</summary>
        internal IReadOnlyList<(int Start, int End, byte[] Pem)>? Of(string name)
        {
            if (_mappings[name].ToList() is not [{ } mapping] || _uses[mapping] > 1 || IsShared(mapping, _values))
            {
                return null;
            }

            var places = new List<(int, int, byte[])>();
            foreach (var value in _values)
            {
                if (mapping.Field(value.Field) is not YamlScalarNode scalar || Span(_text, scalar) is not { } span)
                {
                    return null;
                }

                places.Add((span.Start, span.End, value.Pem));
            }

            return places;
        }
    }

    /// <summary>The characters of a value, without its quotes; null if there is anything else among them.</summary>
    private static (int Start, int End)? Span(string text, YamlScalarNode value)
    {
        var (start, end) = ((int)value.Start.Index, (int)value.End.Index);
        if (end > text.Length || start >= end || !value.Anchor.IsEmpty)
        {
            return null;
        }

        // The line breaks after a block are kept.
        var written = text.AsSpan(start, end - start).TrimEnd();
        end = start + written.Length;
        return value.Style switch
        {
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted
                => written.Length >= 2 && written[0] == written[^1] && written[0] == (value.Style == ScalarStyle.SingleQuoted ? '\'' : '"')
                    ? (start + 1, end - 1)
                    : null,
            ScalarStyle.Plain => IsBase64(written) ? (start, end) : null,
            _ => written.IndexOf('\n') is var line && line > 0 && written[0] is '|' or '>' && IsBlockHeader(written[1..line])
                && IsBase64(written[line..])
                ? (start, end)
                : null,
        };
    }

    private static bool IsBase64(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Base64Characters);

    private static bool IsBlockHeader(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(BlockHeader);

    /// <summary>Whether the mapping or one of its values is shared.</summary>
    private static bool IsShared(YamlMappingNode mapping, IReadOnlyList<NewValue> values)
        => !mapping.Anchor.IsEmpty
            || values.Any(v => mapping.Field(v.Field) is { } value && !mapping.Children.Values.Any(own => ReferenceEquals(own, value)))
            || values.Any(v => mapping.Field(v.Field) is { Anchor.IsEmpty: false });

    /// <summary>Reads the result back: the requested entries hold the new values, and everything else is unchanged.</summary>
    private static bool OnlyThoseDiffer(
        string before, string after, string list, IReadOnlySet<string> names, IReadOnlyList<NewValue> values)
        => Held(before) is { } old && Held(after) is { } now && old.Count == now.Count
            && old.Zip(now)
                .All(pair => (pair.First.List, pair.First.Name, pair.First.Field) == (pair.Second.List, pair.Second.Name, pair.Second.Field)
                && Same(
                    pair.Second.Value,
                    pair.First.List == list && names.Contains(pair.First.Name)
                        && values.FirstOrDefault(v => v.Field == pair.First.Field) is { } wished ? wished.Pem : pair.First.Value));

    private static List<(string List, string Name, string Field, byte[]? Value)>? Held(string text)
        => Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "").Value is not { } kubeconfig ? null
            : [
                .. kubeconfig.Clusters.Select(c => ("clusters", c.Name, AuthorityField, c.CertificateAuthorityData)),
                .. kubeconfig.Users.SelectMany(u => new[] {
                    ("users", u.Name, CertificateField, u.CertificateData), ("users", u.Name, KeyField, u.KeyData),
                }),
            ];

    private static bool Same(byte[]? one, byte[]? other)
        => one is null || other is null ? one is null && other is null : one.AsSpan().SequenceEqual(other);

    private sealed record NewValue(string Field, byte[] Pem);
}
