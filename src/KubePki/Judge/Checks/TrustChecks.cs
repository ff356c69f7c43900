using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>Checks whether the CAs in flags and kubeconfigs make each component trust the components that it must trust.</summary>
internal static class TrustChecks
{
    /// <summary>The flags with which components trust the cluster's CA.</summary>
    private static readonly (string Component, string Flag)[] ClusterCaFlags =
    [
        (Components.ApiServer, "client-ca-file"), (Components.ApiServer, "kubelet-certificate-authority"),
        (Components.ControllerManager, "root-ca-file"), (Components.ControllerManager, "client-ca-file"),
        (Components.ControllerManager, "cluster-signing-cert-file"),
        (Components.Scheduler, "client-ca-file"),
    ];

    internal static readonly IReadOnlyList<Check> Rows =
    [
        new("kubeconfig-ca", CheckArea.Trust, Severity.Error,
            new("every kubeconfig trusts the CA that signed the API server's certificate", "每个 kubeconfig 都信任 API server 证书的签发 CA"),
            new(
                "only this client fails: x509: certificate signed by unknown authority",
                "仅此客户端出现 x509: certificate signed by unknown authority"),
            [
                TrustMessages.KubeconfigCa, TrustMessages.KubeconfigCaFile, TrustMessages.HomeCa, TrustMessages.NoCa,
                TrustMessages.CaFileUnread,
            ],
            subject => subject.With(
                "apiserver",
                (server, certificate) => subject.State.Items.Select(i => KubeconfigCa(subject.State, i, server, certificate)))),
        new("component-ca", CheckArea.Trust, Severity.Error,
            new("the flags of the components name a bundle with the cluster's CA", "组件参数所指的证书包含有集群 CA"),
            new(
                "clients of the cluster are refused, pods get the wrong CA, or new nodes get a certificate that no component trusts",
                "客户端被拒绝，Pod 得到错误的 CA，或新节点得到没有组件信任的证书"),
            [TrustMessages.ComponentCa, TrustMessages.BundleUnread],
            subject => subject.With("ca", (ca, _) => ClusterCaFlags.Select(flag => ComponentCa(subject, ca, flag.Component, flag.Flag)))),
        new("kubelet-ca", CheckArea.Trust, Severity.Error,
            new("the kubelet trusts the cluster's CA for its clients", "kubelet 信任集群 CA 签发的客户端"),
            new("kubectl logs and exec fail with 401 on this node", "本节点上的 kubectl logs 和 exec 会返回 401"),
            [TrustMessages.ComponentCa, TrustMessages.BundleUnread],
            subject => subject.With("ca", (ca, _) => [KubeletCa(subject, ca)])),
        new("proxy-ca-shared", CheckArea.Trust, Severity.Error,
            new("the front proxy's CA is not the cluster's CA", "前端代理的 CA 不是集群 CA"),
            new(
                "the API server accepts client certificates of the cluster as the front proxy, and trusts their headers",
                "API server 会把集群的客户端证书当作前端代理，并相信其请求头"),
            [TrustMessages.ProxyCaShared],
            subject => subject.With(
                Components.ApiServer,
                _ => Shared(subject, "requestheader-client-ca-file", "client-ca-file") is { } path
                    ? [TrustMessages.ProxyCaShared.At(path)]
                    : [])),
        new("etcd-ca-shared", CheckArea.Trust, Severity.Error,
            new("etcd's CA is not the cluster's CA", "etcd 的 CA 不是集群 CA"),
            new(
                "etcd accepts any certificate of its CA: every kubelet can read all Secrets",
                "etcd 接受其 CA 签发的任何证书：任何 kubelet 都能读取全部 Secret"),
            [TrustMessages.EtcdCaShared],
            subject => subject.With(
                "etcd-ca",
                (
                    etcd,
                    _) => subject.FindCertified("ca") is { } ca
                        && etcd.Certificates.Any(c => ca.Certificates.Any(other => SameKey(c, other)))
                        ? [TrustMessages.EtcdCaShared.At(etcd.Path)]
                        : [])),
        new("etcd-distrusts-apiserver", CheckArea.Trust, Severity.Error,
            new("etcd accepts the API server's client certificate", "etcd 接受 API server 的客户端证书"),
            new("the API server cannot start without etcd", "没有 etcd，API server 无法启动"),
            [TrustMessages.EtcdRefuses],
            subject => subject.State.Layout.Etcd is null ? subject.NoEtcd
                : subject.With(
                    "apiserver-etcd-client",
                    (
                        item,
                        certificate) =>
                        [
                            Bundled(
                                subject, item, certificate, Components.Etcd, "trusted-ca-file", Oids.ClientAuth, TrustMessages.EtcdRefuses),
                        ])),
        new("apiserver-distrusts-etcd", CheckArea.Trust, Severity.Error,
            new("the API server accepts etcd's serving certificate", "API server 接受 etcd 的服务端证书"),
            new("the API server cannot start without etcd", "没有 etcd，API server 无法启动"),
            [TrustMessages.EtcdUntrusted],
            subject => subject.State.Layout.Etcd is null ? subject.NoEtcd
                : subject.With(
                    "etcd-server",
                    (
                        item,
                        certificate) =>
                        [
                            Bundled(
                                subject, item, certificate, Components.ApiServer, "etcd-cafile", Oids.ServerAuth,
                                TrustMessages.EtcdUntrusted),
                        ])),
        new("bundle-expired", CheckArea.Trust, Severity.Warning,
            new("no bundle holds an expired CA or a certificate that is not a CA", "证书包中没有已到期的 CA 或非 CA 证书"),
            new("useless certificates hide the useful ones", "无用的证书会掩盖有用的证书"),
            [TrustMessages.BundleExpired, TrustMessages.BundleLeaf],
            subject => CheckAnswer.Of(Bundles(subject)
                .SelectMany(b => b.Certificates.Count > 1 ? b.Certificates.Select(c => Useless(subject, b.Path, c)) : []))),
        new("several-cas", CheckArea.Trust, Severity.Warning,
            new("every bundle holds one CA, with the CAs that signed it", "每个证书包只含一个 CA 及其上级 CA"),
            new(
                "each CA in the bundle can sign accepted certificates for anyone; a forgotten rotation never ends",
                "证书包中的每个 CA 都可为任何人签发被接受的证书；被遗忘的轮换永不结束"),
            [TrustMessages.SeveralCas],
            subject => CheckAnswer.Of(Bundles(subject).Select(b => (b.Path, Number: Separate(b.Certificates, subject.State.ObservedAt)))
                .Where(b => b.Number > 1)
                .Select(b => TrustMessages.SeveralCas.At(b.Path, b.Number.ToString())))),
        new("several-signers", CheckArea.Trust, Severity.Error,
            new("the controller-manager's signing CA is one certificate", "controller-manager 的签发 CA 是单个证书"),
            new("certificate requests of kubelets are never answered", "kubelet 的证书请求永远得不到答复"),
            [TrustMessages.SignerBundle],
            subject => subject.With(
                Components.ControllerManager,
                pod => subject.Bundle(Components.ControllerManager, "cluster-signing-cert-file") is { Count: > 1 } several
                ? [TrustMessages.SignerBundle.At(
                    subject.State.Layout.HostFlag(Components.ControllerManager, "cluster-signing-cert-file")!, several.Count.ToString())]
                : [])),
        new("cluster-info", CheckArea.Trust, Severity.Error,
            new(
                "the ConfigMap cluster-info, which gives new nodes the CA to trust, holds this CA",
                "新节点据以建立信任的 ConfigMap cluster-info 含有该 CA"),
            new("kubeadm join fails: cluster CA found in cluster-info configmap is invalid", "kubeadm join 失败：cluster-info 中的集群 CA 无效"),
            [TrustMessages.ClusterInfoOther, TrustMessages.ClusterInfoNone, CheckMessages.InTheCluster],
            ClusterInfo),
    ];

    /// <summary>The number of independent CAs in a bundle: a CA that another CA of the bundle signed belongs to that one's chain.</summary>
    private static int Separate(IReadOnlyList<Certificate> certificates, DateTimeOffset now)
    {
        List<Certificate> valid =
        [
            .. certificates.Where(c => c.IsAuthority && c.NotAfter >= now).DistinctBy(c => Convert.ToBase64String(c.PublicKey)),
        ];
        return valid.Count(c => !valid.Any(other => other != c && c.Issuer.IsSameAs(other.Subject)
            && CertificateSignature.Check(c, other, "") is null));
    }

    /// <summary>Checks whether the CA that new nodes are given is this node's CA. Undecided if the cluster was not queried.</summary>
    private static CheckAnswer ClusterInfo(CheckSubject subject)
    {
        const string Where = "kube-public/cluster-info";
        return subject.Surroundings.ClusterInfo switch
        {
            null => CheckMessages.InTheCluster.At(Where),
            { Problem: { } unread } => unread,
            { Value: var held } => subject.With("ca", (item, _) =>
            [
                held!.Count == 0 ? TrustMessages.ClusterInfoNone.At(Where)
                    : (item.SigningCertificate ?? item.Certificate) is { } ca && held.Contains(ca)
                        ? null
                        : TrustMessages.ClusterInfoOther.At(Where, item.Path),
            ]),
        };
    }

    /// <summary>
    /// Reports that a kubeconfig does not trust the CA that signed the API server's certificate, or trusts no CA; null if it trusts that
    /// CA.
    /// </summary>
    internal static Problem? KubeconfigCa(NodeState state, PkiEntry item, PkiEntry server, Certificate certificate)
    {
        if (item.Problem is not null || item.Cluster is not { } cluster)
        {
            return null;
        }

        if (cluster is { CertificateAuthorityData: null, CertificateAuthorityPath: null })
        {
            return TrustMessages.NoCa.At(item.Path);
        }

        if (item.AuthorityFile is { Problem: { } unread })
        {
            return TrustMessages.CaFileUnread.At(item.Path, unread.Where) with { Cause = unread };
        }

        var message = item.IsInHome
            ? TrustMessages.HomeCa
            : cluster.CertificateAuthorityData is null ? TrustMessages.KubeconfigCaFile : TrustMessages.KubeconfigCa;
        return item.Trusted is { } trusted && IsSigned(certificate, server, trusted)
            ? null
            : message.At(item.Path, server.Path, Named(state, item));
    }

    /// <summary>
    /// Describes the CAs that a kubeconfig trusts: by subject, with the file that holds them, or else the start of their validity.
    /// </summary>
    private static string Named(NodeState state, PkiEntry kubeconfig)
    {
        var authorities = state.Items.Where(i => i.Entry.Kind == EntryKind.CertificateAuthority).ToList();
        return string.Join(", ", (kubeconfig.Trusted ?? []).Select(c =>
            $"{c.Subject.Text} ({kubeconfig.Cluster?.CertificateAuthorityPath ?? authorities.Find(a => a.Certificates.Any(own => SameKey(own, c)))?.Path ?? Times.Minute(c.NotBefore)})"));
    }

    private static bool IsSigned(
        Certificate certificate, PkiEntry item, IReadOnlyList<Certificate> by, string usage = Oids.AnyExtendedKeyUsage)
        => ChainVerifier.Verify(certificate, new VerificationRequest(by, item.Certificates, null, usage), item.Path) is not { } problem
            || X509Messages.IsVersioned(problem);

    private static Problem? ComponentCa(CheckSubject subject, PkiEntry ca, string component, string flag)
        => subject.State.Layout.HostFlag(component, flag) is { } path
            ? Holds(subject, ca, path, subject.ManifestOf(component), component, "--" + flag)
            : null;

    private static Problem? KubeletCa(CheckSubject subject, PkiEntry ca)
        => (subject.State.Layout.HostFlag(Components.Kubelet, "client-ca-file")
            ?? subject.State.Layout.Kubelet?.ClientCaFile) is { Length: > 0 } path
            ? Holds(subject, ca, path, path, Components.Kubelet, "clientCAFile")
            : null;

    private static Problem? Holds(CheckSubject subject, PkiEntry ca, string path, string where, string component, string flag)
        => path == ca.Path ? null
            : subject.Surroundings.Bundles.GetValueOrDefault(path) is not { Succeeded: true } bundle
                ? Unread(subject.Surroundings.Bundles.GetValueOrDefault(path)?.Problem)
                    ?? TrustMessages.BundleUnread.At(where, component, flag, path)
            : bundle.Value.Any(c => ca.Certificates.Any(own => SameKey(c, own)))
                ? null
                : TrustMessages.ComponentCa.At(where, component, flag, path);

    /// <summary>The file of the first flag if the second flag trusts one of its keys too.</summary>
    private static string? Shared(CheckSubject subject, string flag, string other)
        => subject.Bundle(Components.ApiServer, flag) is { } one && subject.Bundle(Components.ApiServer, other) is { } two
            && one.Any(c => two.Any(o => SameKey(c, o)))
            ? subject.State.Layout.HostFlag(Components.ApiServer, flag)
            : null;

    private static Problem? Bundled(
        CheckSubject subject, PkiEntry item, Certificate certificate, string component, string flag, string usage, Message message)
        => subject.Bundle(component, flag) is not { } trusted || IsSigned(certificate, item, trusted, usage) ? null : message.At(item.Path);

    private static IEnumerable<(string Path, IReadOnlyList<Certificate> Certificates)> Bundles(CheckSubject subject)
        => subject.Surroundings.Bundles.Where(b => b.Value.Succeeded).Select(b => (b.Key, b.Value.Value!))
            .Concat(subject.Authorities.Select(a => (a.Path, a.Certificates))).DistinctBy(b => b.Item1);

    private static Problem? Useless(CheckSubject subject, string path, Certificate certificate)
        => !certificate.IsAuthority ? TrustMessages.BundleLeaf.At(path, certificate.Subject.Text)
            : certificate.NotAfter < subject.State.ObservedAt
                ? TrustMessages.BundleExpired.At(path, certificate.Subject.Text, Times.Minute(certificate.NotAfter))
            : null;

    private static Problem? Unread(Problem? problem) => problem?.Is(FileMessages.Unreadable) == true ? problem : null;

    private static bool SameKey(Certificate one, Certificate other) => one.PublicKey.AsSpan().SequenceEqual(other.PublicKey);
}
