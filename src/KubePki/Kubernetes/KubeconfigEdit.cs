using System.Buffers;
using System.Text;
using KubePki.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// Replaces a user's credentials in the text of a kubeconfig. Works on the characters of the two values only; refuses where
/// a value is shared by an anchor, because then other users would change too. A quoted value keeps its quotes; one that goes
/// over several lines (also as a block, <c>|</c> or <c>&gt;</c>) becomes one plain line, as kubectl writes it.
/// </summary>
internal static class KubeconfigEdit
{
    private const string CertificateField = "client-certificate-data";
    private const string KeyField = "client-key-data";
    private static readonly SearchValues<char> BlockHeader = SearchValues.Create("+-0123456789 \t\r");
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n");

    internal static Outcome<byte[]> ReplaceCredentials(YamlText yaml, string userName, byte[] certificatePem, byte[] keyPem, string where)
    {
        var users = yaml.Documents[0].List("users").Where(u => u.Scalar("name") == userName).ToList();
        if (users is not [var entry] || entry.Field("user") is not YamlMappingNode user || IsShared(yaml, user))
        {
            return KubernetesMessages.CannotEdit.At(where, userName);
        }

        var text = yaml.Text;

        // The later value first, so that the earlier one's place stays right.
        var fields = new[] { (CertificateField, certificatePem), (KeyField, keyPem) }
            .Select(f => (f.Item1, Value: user.Field(f.Item1) as YamlScalarNode, Pem: f.Item2))
            .OrderByDescending(f => f.Value?.Start.Index ?? -1)
            .ToList();
        foreach (var (_, value, pem) in fields)
        {
            if (value is null || Span(yaml.Text, value) is not { } span)
            {
                return KubernetesMessages.CannotEdit.At(where, userName);
            }

            text = string.Concat(text.AsSpan(0, span.Start), Convert.ToBase64String(pem), text.AsSpan(span.End));
        }

        return StillTheSame(yaml, text, userName, certificatePem, keyPem, where) ? Encoding.UTF8.GetBytes(yaml.Mark + text) : KubernetesMessages.CannotEdit.At(where, userName);
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

    /// <summary>Whether the mapping or one of its two values is reached in more than one way.</summary>
    private static bool IsShared(YamlText yaml, YamlMappingNode user)
        => !user.Anchor.IsEmpty
            || new[] { CertificateField, KeyField }.Any(f => user.Field(f) is { Anchor.IsEmpty: false })
            || yaml.Documents[0].List("users").Count(u => ReferenceEquals(u.Field("user"), user)) > 1;

    /// <summary>Reads the result back: the wished user holds the new values, and every other user what it held.</summary>
    private static bool StillTheSame(YamlText before, string after, string userName, byte[] certificatePem, byte[] keyPem, string where)
    {
        var old = Kubeconfig.Read(Encoding.UTF8.GetBytes(before.Text), where).Value;
        var read = Kubeconfig.Read(Encoding.UTF8.GetBytes(after), where).Value;
        return old is not null && read is not null && old.Users.Count == read.Users.Count
            && old.Users.Zip(read.Users).All(pair => pair.Second.Name == pair.First.Name && (pair.First.Name == userName
                ? Same(pair.Second.CertificateData, certificatePem) && Same(pair.Second.KeyData, keyPem)
                : Same(pair.Second.CertificateData, pair.First.CertificateData) && Same(pair.Second.KeyData, pair.First.KeyData)));
    }

    private static bool Same(byte[]? one, byte[]? other)
        => one is null || other is null ? one is null && other is null : one.AsSpan().SequenceEqual(other);
}
