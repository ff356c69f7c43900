using KubePki.Apply;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.Tests.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>The kubelet's certificates are restored in the form from which the kubelet continues to rotate them.</summary>
public sealed class KubeletFilesTests : IDisposable
{
    private const string Link = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    private const string Dated = "/var/lib/kubelet/pki/kubelet-client-2026-05-01.pem";
    private const string Serving = "/var/lib/kubelet/pki/kubelet";
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_file_in_the_links_place_becomes_a_link_by_a_renewal_and_an_undo_brings_it_back()
    {
        var copy = _node.Read(Dated);
        _node.Delete(Link);
        _node.Write(Link, copy);
        _node.Renew("kubelet-client").Must();
        Assert.StartsWith("/var/lib/kubelet/pki/kubelet-client-2026-", _node.Root.LinkTarget(Link), StringComparison.Ordinal);
        Assert.True(_node.State.Find("kubelet-client") is { Problem: null, HoldsItsKey: true });
        Assert.Equal(Modes.OwnerOnly, File.GetUnixFileMode(_node.OnDisk(_node.Root.LinkTarget(Link)!)));
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Null(_node.Root.LinkTarget(Link));
        Assert.Equal(copy, _node.Read(Link));
    }

    /// <summary>
    /// On a file with an access control list, the group bits of the mode are the mask of the list, not the group's permissions.
    /// </summary>
    [Fact]
    public void An_access_list_of_the_old_file_does_not_make_the_new_one_group_readable()
    {
        Libc.SetOwner(_node.OnDisk(Dated), 0, 1000);
        AccessListTests.Give(_node.OnDisk(Dated));
        _node.Renew("kubelet-client").Must();
        var made = _node.Root.Read(Link).Must();
        Assert.NotEqual(Dated, made.RealPath);
        Assert.Equal((Modes.OwnerOnly, 1000u, null), (made.Facts.Mode, made.Facts.Group, made.Facts.Access));
    }

    [Fact]
    public void Received_keys_are_wiped_if_a_link_prevents_the_run()
    {
        using var other = new TestNode();
        using var given = new GivenKeys();
        var piece = SharedMaterialPart.Read(other.Root, other.State, "front-proxy-ca", withKey: true).Must();
        given.AddShared(piece);
        _node.Delete(Dated);
        _node.Delete(Link);
        var state = given.Into(_node.State).Must();
        var facts = ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration).Must();
        var plan = CreationPlanner.Plan(state, facts, new CreationSpec { Names = ["kubelet.conf"] });
        Assert.Empty(plan.Refusals);
        Directory.CreateDirectory(_node.OnDisk(Link));
        new CreationExecution(_node.Root, _node.Clock, _node.Transactions, given).Run(state, plan, "{}"u8.ToArray(), () => { })
            .Fails(FileMessages.Unreadable);
        Assert.All(piece.Public, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Deleted_files_are_made_anew_with_the_kubeconfig_that_points_at_them()
    {
        _node.Delete(Dated);
        _node.Delete(Link);
        Create("kubelet.conf");
        var (kubeconfig, client) = (_node.State.Find("kubelet.conf")!, _node.State.Find("kubelet-client")!);
        Assert.Equal(
            (null, Link, $"system:node:{TestNode.Name}"),
            (kubeconfig.Problem, kubeconfig.PointsAt, kubeconfig.Certificate!.Subject.CommonName));
        Assert.Equal(client.Certificate, kubeconfig.Certificate);
        Assert.Equal(FileKind.Link, _node.Root.Facts(Link)!.Kind);
    }

    [Fact]
    public void An_embedded_identity_of_somebody_else_is_replaced_by_this_nodes()
    {
        _node.Write("/etc/kubernetes/kubelet.conf", _node.MakeKubeconfig("system:node:cp9", "kubernetes-admin", ["system:masters"]));
        Create("kubelet.conf");
        var subject = _node.State.Find("kubelet.conf")!.Certificate!.Subject;
        Assert.Equal(($"system:node:{TestNode.Name}", "system:nodes"), (subject.CommonName, Assert.Single(subject.Organizations)));
    }

    [Fact]
    public void A_serving_certificate_of_the_clusters_ca_is_renewed_by_that_ca()
    {
        _node.MakeLeaf(_node.Ca, Serving, $"system:node:{TestNode.Name}", ["system:nodes"], [TestNode.Name]);
        Assert.Equal("ca", _node.State.Find("kubelet-serving")!.Entry.Issuer);
        _node.Renew("kubelet-serving").Must();
        var item = _node.State.Find("kubelet-serving")!;
        Assert.Null(EntryJudge.ChainProblem(_node.State, item, item.Certificate!));
        Assert.Contains(_node.Plan().Actions, a => a.Item.Name == "kubelet-serving");
    }

    [Fact]
    public void What_the_kubelet_keeps_of_a_replaced_ca_is_told_with_the_way_on()
    {
        using var other = new TestNode();
        _node.Write("/etc/kubernetes/pki/ca.crt", other.Ca.Certificate.ToPem());
        _node.Write("/etc/kubernetes/pki/ca.key", other.Ca.Key.ToPem());
        var state = _node.State;
        var left = RenewalPlanner.Plan(state, new RenewalSpec()).Skipped.Where(s => s.Reason.Is(PlanMessages.LeftOfOtherAuthority))
            .Select(s => s.Item.Name);
        Assert.Equal(["kubelet.conf", "kubelet-client"], left);
        var chain = Verification.Of(
            state, SurroundingsReader.Read(_node.Root, state),
            TimeSpan.Zero).Findings.First(f => f.Check == "chain" && f.Problem.Where == state.Find("kubelet-client")!.Path);
        Assert.Contains("kubepki renew kubelet-client --accept-new-ca", chain.Problem.Hint(Language.English), StringComparison.Ordinal);
    }

    private void Create(params string[] names)
    {
        var state = _node.State;
        var facts = ClusterFacts.OfNode(RebuiltConfiguration.Of(state).Configuration).Must();
        var plan = CreationPlanner.Plan(state, facts, new CreationSpec { Names = names });
        Assert.Empty(plan.Refusals);
        new CreationExecution(_node.Root, _node.Clock, _node.Transactions).Run(state, plan, "{}"u8.ToArray(), () => { }).Must();
    }
}
