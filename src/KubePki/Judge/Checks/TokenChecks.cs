using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether pods' tokens are verified with the keys that sign them.</summary>
internal static class TokenChecks
{
    private const string Verifies = "service-account-key-file";

    /// <summary>The components that sign tokens: the controller-manager signs those in Secrets, the API server the bound ones.</summary>
    private static readonly (string Component,
        string Flag)[] Signers =
        [
            (Components.ControllerManager, "service-account-private-key-file"), (Components.ApiServer, "service-account-signing-key-file"),
        ];

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("token-pair", CheckArea.Tokens, Severity.Error,
            new("sa.pub belongs to sa.key", "sa.pub 与 sa.key 匹配"),
            new("no pod can authenticate: kube-proxy, CoreDNS and the network plugin stop", "所有 Pod 都无法认证：kube-proxy、CoreDNS 和网络插件停止工作"),
            [X509Messages.KeyMismatch],
            subject => CheckAnswer.Of(subject.Verdicts.Where(v => v.Item.Entry.Kind == EntryKind.ServiceAccountKey).Select(v => v.Problem)
                .Where(p => p?.Is(X509Messages.KeyMismatch) == true))),
        new("token-signer", CheckArea.Tokens, Severity.Error,
            new("the API server verifies tokens with the keys that sign them", "API server 用签名密钥对应的公钥验证令牌"),
            new("the API server refuses new tokens with 401 as soon as the old ones expire", "旧令牌到期后，API server 会拒绝新令牌（401）"),
            [TokenMessages.SignerUnknown, TokenMessages.KeyUnread],
            subject => subject.With(Components.ApiServer, pod => SignersKnown(subject, pod))),
        new("token-flag", CheckArea.Tokens, Severity.Warning,
            new("--service-account-key-file is set", "已设置 --service-account-key-file"),
            new(
                "the API server verifies tokens with its TLS private key, which may change with the certificate",
                "API server 会用其 TLS 私钥验证令牌，而该私钥可能随证书一起更换"),
            [TokenMessages.FlagMissing],
            subject => subject.With(
                Components.ApiServer,
                pod => pod.AllValues(Verifies).Count > 0 || pod.Flag("service-account-signing-endpoint") is { Length: > 0 }
                    || pod.Flag("service-account-signing-key-file") is { Length: > 0 }
                    ? []
                : pod.Flag("tls-private-key-file") is { } key
                    ? [TokenMessages.FlagMissing.At(subject.ManifestOf(Components.ApiServer), pod.OnHost(key))]
                    : [])),
        new("token-key-own", CheckArea.Tokens, Severity.Warning,
            new("the token key has no other use", "令牌密钥不作他用"),
            new("replacing the key of the certificate also replaces the key of all tokens", "更换证书的密钥就等于更换所有令牌的密钥"),
            [TokenMessages.SharedKey, TokenMessages.CopiedKey],
            subject => subject.With(
                Components.ApiServer,
                pod => Values(pod, Verifies).SelectMany(path => Keys(subject, path).Select(key => Shared(subject, path, key))))),
        new("token-keys-differ", CheckArea.Tokens, Severity.Warning,
            new("the API server accepts tokens of one key only", "API server 只接受一个密钥签发的令牌"),
            new("anyone who still has the old key can sign tokens for every service account", "仍持有旧密钥的人可为任何服务账号签发令牌"),
            [TokenMessages.SeveralKeys],
            subject => subject.With(
                Components.ApiServer,
                pod => Values(pod, Verifies).SelectMany(p => Keys(subject, p)).Select(Convert.ToBase64String).Distinct().Count() is > 1
                    and var several
                ? [TokenMessages.SeveralKeys.At(subject.ManifestOf(Components.ApiServer), several.ToString())] : [])),
    ];

    private static IEnumerable<Problem?> SignersKnown(CheckSubject subject, StaticPod apiServer)
    {
        var manifest = subject.ManifestOf(Components.ApiServer);
        string[] files = [.. Values(apiServer, Verifies)];
        if (files.Length == 0 && apiServer.Flag("service-account-signing-endpoint") is { Length: > 0 })
        {
            yield break;
        }

        files = files.Length > 0 ? files : [.. Values(apiServer, "tls-private-key-file")];
        foreach (var file in files.Where(f => !Keys(subject, f).Any()))
        {
            yield return subject.Surroundings.TokenKeys.GetValueOrDefault(file)?.Problem is { } problem
                && problem.Is(FileMessages.Unreadable)
                ? problem : Unread(subject, TokenMessages.KeyUnread.At(manifest, Components.ApiServer, file), file);
        }

        var known = files.SelectMany(f => Keys(subject, f)).ToList();
        foreach (var (component, flag) in Signers)
        {
            if (known.Count > 0 && subject.State.Layout.HostFlag(component, flag) is { } signer
                && Keys(subject, signer).ToList() is { Count: > 0 } own && !own.Any(k => known.Any(o => o.AsSpan().SequenceEqual(k))))
            {
                yield return TokenMessages.SignerUnknown.At(manifest, component, signer);
            }
        }
    }

    /// <summary>If the file belongs to an item, the hint is that item's remedy.</summary>
    private static Problem Unread(CheckSubject subject, Problem problem, string file)
        => Remedies.AdviseOnFile(subject.State, file) is { } known ? problem.WithHintOf(known) : problem;

    private static IEnumerable<string> Values(StaticPod pod, string flag)
        => pod.AllValues(flag).Where(v => v.Length > 0).Select(pod.OnHost);

    private static IEnumerable<byte[]> Keys(CheckSubject subject, string path)
        => subject.Surroundings.TokenKeys.GetValueOrDefault(path) is { Succeeded: true } keys ? keys.Value : [];

    /// <summary>
    /// Reports that a token key is also a certificate's key: in the same file, or as a copy. Null if no certificate has the key.
    /// </summary>
    private static Problem? Shared(CheckSubject subject, string path, byte[] key)
    {
        var holder = subject.Certified.FirstOrDefault(i => i.Certificate!.PublicKey.AsSpan().SequenceEqual(key));
        var isCopy = holder is not null && subject.State.TokenKeyOf(holder) is null && holder.Entry.Renewal != RenewalRule.Never;
        return holder is null ? null : (isCopy ? TokenMessages.CopiedKey : TokenMessages.SharedKey).At(path, holder.Name);
    }
}
