using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge.Connections;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Judge.Checks;

/// <summary>The input of the checks: a node, its surroundings, and the period in which a certificate counts as expiring.</summary>
internal sealed class CheckSubject(NodeState state, Surroundings around, TimeSpan within)
{
    /// <summary>The node.</summary>
    public NodeState State => state;

    /// <summary>The surroundings of the node's PKI.</summary>
    public Surroundings Surroundings => around;

    /// <summary>The verdicts on its items.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; } = EntryJudge.Judge(state, within);

    /// <summary>Signatures and connections: which CA signed which certificate, and which end accepts which.</summary>
    public TrustGraph Graph { get; } = TrustGraph.Of(state, around);

    /// <summary>The items that could be read and hold a certificate.</summary>
    public IEnumerable<PkiEntry> Certified => state.Items.Where(i => i is { Problem: null, Certificate: not null });

    /// <summary>The leaf certificates among <see cref="Certified"/>.</summary>
    public IEnumerable<PkiEntry> Leaves
        => Certified.Where(i => i.Entry.Kind is not (EntryKind.CertificateAuthority or EntryKind.TrustedAuthority));

    /// <summary>The CAs among <see cref="Certified"/>.</summary>
    public IEnumerable<PkiEntry> Authorities => Certified.Where(i => i.Entry.Kind == EntryKind.CertificateAuthority);

    /// <summary>The API server's static pod, or null.</summary>
    public StaticPod? ApiServer => state.Layout.Pod(Components.ApiServer);

    /// <summary>Minor version (1.x) of the API server, or null when unknown.</summary>
    public int? Minor => state.MinorVersion(Components.ApiServer);

    /// <summary>The name under which the node is registered; null when it is unknown.</summary>
    public string? NodeName { get; } = state.Naming.Name;

    /// <summary>The file that holds a component's flags.</summary>
    public string ManifestOf(string component) => state.Layout.SettingsOf(component);

    /// <summary>The item with its certificate, or null when it is missing or cannot be read.</summary>
    public PkiEntry? FindCertified(string name) => Certified.FirstOrDefault(i => i.Name == name);

    /// <summary>Runs a check that needs a component's manifest; without it the check cannot be decided.</summary>
    public CheckAnswer With(string component, Func<StaticPod, IEnumerable<Problem?>> check)
        => state.Layout.Pod(component) is { } pod ? CheckAnswer.Of(check(pod)) : Without(component);

    /// <summary>Why a component's flags are not known: its manifest cannot be read, or there is none.</summary>
    public Problem Without(string component) => UnreadManifest(component) ?? CheckMessages.NoManifest.At(ManifestOf(component), component);

    /// <summary>Why nothing about etcd can be decided here: its manifest cannot be read, or etcd runs elsewhere.</summary>
    public Problem NoEtcd => UnreadManifest(Components.Etcd) ?? CheckMessages.EtcdElsewhere.At("");

    private Problem? UnreadManifest(string component)
        => state.Problems.FirstOrDefault(p => p.Where == ManifestOf(component) || p.Where == state.Layout.ManifestDirectory);

    /// <summary>Runs a check that needs an item's certificate; without it the check cannot be decided.</summary>
    public CheckAnswer With(string name, Func<PkiEntry, Certificate, IEnumerable<Problem?>> check)
        => FindCertified(name) is { Certificate: { } certificate } item ? CheckAnswer.Of(check(item, certificate))
            : state.Find(name)?.Problem is { } problem && problem.Is(FileMessages.Unreadable)
                ? problem
                : CheckMessages.NoCertificate.At(state.Find(name)?.Path ?? "", name);

    /// <summary>The CAs of the bundle that a component's flag names; null when the flag or the file is missing or not readable.</summary>
    public IReadOnlyList<Certificate>? Bundle(string component, string flag)
        => state.Layout.HostFlag(component, flag) is { } path && around.Bundles.GetValueOrDefault(path) is { Succeeded: true } bundle
            ? bundle.Value
            : null;
}
