using KubePki.Catalogue;
using KubePki.Kubernetes.Kubeadm;
using KubePki.X509;

namespace KubePki.Observe;

/// <summary>A file or flag that is evidence for the node's name.</summary>
/// <param name="Source">The file or flag.</param>
/// <param name="Proposed">The node name that it gives, or null if it only lists names that may include the node's.</param>
/// <param name="Listed">Further names that it supports: the SANs of a server certificate.</param>
internal sealed record NameEvidence(string Source, string? Proposed, IReadOnlyList<string> Listed)
{
    /// <summary>True if the evidence supports a name.</summary>
    public bool Supports(string name) => Proposed == name || Listed.Contains(name);
}

/// <summary>
/// The name under which the node is registered: the name with the most evidence. A single wrong file (a kubelet.conf of another node, a
/// copied certificate) is outvoted. If several names have the most evidence, the name is unknown.
/// </summary>
/// <param name="Name">The name, or null when it is unknown.</param>
/// <param name="Witnesses">All evidence, the most direct first.</param>
internal sealed record NodeNaming(string? Name, IReadOnlyList<NameEvidence> Witnesses)
{
    /// <summary>The first evidence that supports the name, or null.</summary>
    public NameEvidence? FirstWitness => Name is null ? null : Witnesses.FirstOrDefault(w => w.Supports(Name));

    /// <summary>The name in a user name of the form <c>system:node:NAME</c>; null for any other.</summary>
    public static string? OfUser(string? user)
        => user?.StartsWith(KubeadmCatalogue.NodeUser, StringComparison.Ordinal) == true ? user[KubeadmCatalogue.NodeUser.Length..] : null;

    /// <summary>Counts the votes. Pure.</summary>
    public static NodeNaming Of(NodeState state)
    {
        IReadOnlyList<NameEvidence> witnesses = [.. Files(state).Where(w => w.Proposed is not null || w.Listed.Count > 0)];
        if (state.Layout.HostName is { } host)
        {
            witnesses = [.. witnesses, OfHost(host, witnesses)];
        }

        var votes = witnesses.Select(w => w.Proposed).OfType<string>().Distinct()
            .Select(name => (Name: name, Count: witnesses.Count(w => w.Supports(name))))
            .OrderByDescending(v => v.Count).ToList();
        return new NodeNaming(
            votes is [var first] || (votes is [_, var second, ..] && votes[0].Count > second.Count) ? votes[0].Name : null, witnesses);
    }

    private static IEnumerable<NameEvidence> Files(NodeState state)
    {
        var layout = state.Layout;
        yield return Witness("kubelet --hostname-override", layout.HostFlag(Components.Kubelet, "hostname-override"));
        yield return OfKubeconfig(state.Find("kubelet.conf"));
        yield return Witness($"{state.Find("kubelet-client")?.Path} CN", OfUser(CommonName(state.Find("kubelet-client"))));
        yield return Witness($"{layout.ManifestDirectory} {Components.Etcd} --name", layout.Pod(Components.Etcd)?.Flag("name"));
        yield return OfServer(state.Find("etcd-server"), proposes: true);
        yield return OfServer(state.Find("etcd-peer"), proposes: true);
        yield return OfServer(state.Find("apiserver"), proposes: false);
        yield return OfServing(state.Find("kubelet-serving"));
    }

    /// <summary>
    /// A kubelet.conf that points at the kubelet's own file repeats that file's certificate. In that case its user name is the independent
    /// evidence.
    /// </summary>
    private static NameEvidence OfKubeconfig(PkiEntry? kubeconfig)
        => Witness(
            $"{kubeconfig?.Path} CN",
            OfUser(kubeconfig is { PointsAt: null } ? CommonName(kubeconfig) ?? kubeconfig.UserName : kubeconfig?.UserName));

    /// <summary>
    /// kubeadm puts the node's name into etcd's certificates as common name and as SAN. In other certificates the common name has another
    /// meaning.
    /// </summary>
    private static NameEvidence OfServer(PkiEntry? item, bool proposes)
    {
        IReadOnlyList<string> names = [.. item?.Certificate?.Names.Dns.Select(n => n.ToLowerInvariant()) ?? []];
        var name = CommonName(item)?.ToLowerInvariant();
        return Witness($"{item?.Path} CN", proposes && name is not null && names.Contains(name) ? name : null) with { Listed = names };
    }

    /// <summary>The kubelet uses <c>NAME@TIME</c> in its self-signed certificate, and requests one for <c>system:node:NAME</c>.</summary>
    private static NameEvidence OfServing(PkiEntry? item)
        => CommonName(item) is { } name
            ? Witness($"{item!.Path} CN", OfUser(name) ?? (name.Contains('@') ? name[..name.IndexOf('@')] : null))
            : Witness("", null);

    /// <summary>
    /// The host name counts for the proposed name that equals it, or else for one with the same first label, because a cloud appends its
    /// domain to the host name. Without such a name, it is a proposal of its own.
    /// </summary>
    private static NameEvidence OfHost(string host, IReadOnlyList<NameEvidence> others)
        => Witness("/etc/hostname", others.Select(w => w.Proposed).OfType<string>().FirstOrDefault(n => n == host)
            ?? others.Select(w => w.Proposed).OfType<string>().FirstOrDefault(n => n.Split('.')[0] == host.Split('.')[0]) ?? host);

    private static NameEvidence Witness(string source, string? name)
        => new(source, name is null ? null : ConfigurationValues.DnsName(name.ToLowerInvariant()), []);

    private static string? CommonName(PkiEntry? item) => item is { Certificate.Subject.CommonName: { Length: > 0 } name } ? name : null;
}
