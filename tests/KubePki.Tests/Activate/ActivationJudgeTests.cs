using KubePki.Activate;
using KubePki.Activate.Probe;
using KubePki.Catalogue;
using KubePki.Observe;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Activate;

/// <summary>The action that a component needs, for every observation of it.</summary>
public sealed class ActivationJudgeTests : IDisposable
{
    /// <summary>The names of the API server's client pairs, which no handshake with it shows.</summary>
    private const string KubeletClient = "apiserver-kubelet-client", ProxyClient = "front-proxy-client";

    private static readonly ProbeAddress Address = new("127.0.0.1", 6443);
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    /// <summary>
    /// A file's own time compared with the start of the process, and the version compared with the first one that reloads files.
    /// </summary>
    [Theory]
    [InlineData("v1.19.0", KubeletClient, -1, ActivationNeed.Restart)]
    [InlineData("v1.19.0", KubeletClient, 1, ActivationNeed.Nothing)]
    [InlineData("v1.20.0", KubeletClient, -1, ActivationNeed.Nothing)]
    [InlineData("v1.34.0", KubeletClient, -1, ActivationNeed.Nothing)]
    [InlineData("v1.19.0", ProxyClient, -1, ActivationNeed.Restart)]
    [InlineData("v1.16.0", "ca", -1, ActivationNeed.Restart)]
    [InlineData("v1.17.0", "ca", -1, ActivationNeed.Nothing)]
    [InlineData("v1.34.0", "sa", -1, ActivationNeed.Restart)]
    [InlineData("v1.34.0", "sa", 1, ActivationNeed.Nothing)]
    [InlineData("v1.34.0", "scheduler.conf", -1, ActivationNeed.Nothing)]
    public void What_no_handshake_shows_is_decided_by_the_version_and_the_start(
        string version, string item, int startsAfterFile, ActivationNeed need)
    {
        using var node = new TestNode(new NodeRecipe { Version = version });
        var state = node.State;
        var changed = state.Find(item)!.Files.Max(f => f.Facts.ChangedAt);
        var decision = ActivationJudge.Decide(state, Sight(Components.ApiServer, changed.AddSeconds(startsAfterFile)), i => i.Name == item);
        Assert.Equal((Components.ApiServer, need), (decision.Component, decision.Need));
        Assert.Equal(need == ActivationNeed.Nothing ? [] : ["changed-since-start"], decision.Reasons.Select(r => r.Id));
        Assert.All(decision.Reasons, reason => Assert.Equal([item], reason.Arguments));
    }

    [Fact]
    public void One_file_of_a_pair_that_changed_is_enough_and_the_instant_of_the_start_is_none()
    {
        var state = _node.State;
        var item = state.Find("scheduler.conf")!;
        var changed = Assert.Single(item.Files).Facts.ChangedAt;
        Assert.Equal(ActivationNeed.Nothing, Of(changed));
        Assert.Equal(ActivationNeed.Restart, Of(changed.AddTicks(-1)));
        ActivationNeed Of(DateTimeOffset started)
            => ActivationJudge.Decide(state, Sight(Components.Scheduler, started), i => i == item).Need;

        while (_node.Root.Facts($"{_node.Pki}/sa.pub")!.ChangedAt <= _node.Root.Facts($"{_node.Pki}/sa.key")!.ChangedAt)
        {
            _node.Write($"{_node.Pki}/sa.pub", _node.Read($"{_node.Pki}/sa.pub"));
        }

        state = _node.State;
        var pair = state.Find("sa")!;
        var (first, last) = (pair.Files.Min(f => f.Facts.ChangedAt), pair.Files.Max(f => f.Facts.ChangedAt));
        Assert.True(first < last);
        Assert.Equal(ActivationNeed.Restart, ActivationJudge.Decide(state, Sight(Components.ApiServer, first), i => i == pair).Need);
    }

    [Theory]
    [InlineData("v1.16.0", Served.File, ActivationNeed.Nothing, null)]
    [InlineData("v1.16.0", Served.Other, ActivationNeed.Restart, "serves-other")]
    [InlineData("v1.17.0", Served.Other, ActivationNeed.WaitForReload, "serves-other")]
    [InlineData("v1.34.0", Served.File, ActivationNeed.Nothing, null)]
    [InlineData("v1.34.0", Served.Silence, ActivationNeed.Start, "not-running")]
    [InlineData("v1.16.0", Served.Silence, ActivationNeed.Start, "not-running")]
    public void What_a_port_serves_decides_whatever_the_dates_say(string version, Served served, ActivationNeed need, string? reason)
    {
        using var node = new TestNode(new NodeRecipe { Version = version });
        var state = node.State;
        foreach (var started in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
        {
            var decision = ActivationJudge.Decide(
                state, Sight(Components.ApiServer, started, Port(state, "apiserver", served)), i => i.Name == "apiserver");
            Assert.Equal((need, reason), (decision.Need, decision.Reasons.SingleOrDefault()?.Id));
        }
    }

    /// <summary>Several ports with one certificate: each must serve it.</summary>
    [Theory]
    [InlineData(Served.File, Served.File, ActivationNeed.Nothing)]
    [InlineData(Served.File, Served.Other, ActivationNeed.WaitForReload)]
    [InlineData(Served.Other, Served.File, ActivationNeed.WaitForReload)]
    [InlineData(Served.Other, Served.Silence, ActivationNeed.Start)]
    [InlineData(Served.Silence, Served.File, ActivationNeed.Start)]
    public void The_worst_of_several_ports_counts(Served one, Served other, ActivationNeed need)
    {
        var state = _node.State;
        var sight = Sight(Components.Etcd, DateTimeOffset.MaxValue, Port(state, "etcd-server", one), Port(state, "etcd-server", other));
        Assert.Equal(need, ActivationJudge.Decide(state, sight, i => i.Name == "etcd-server").Need);
    }

    /// <summary>
    /// Each need of one entry combined with each need of another: the most urgent is the action, and only its reasons are reported.
    /// </summary>
    [Theory]
    [InlineData(Served.File, false, ActivationNeed.Nothing, "")]
    [InlineData(Served.Other, false, ActivationNeed.WaitForReload, "serves-other")]
    [InlineData(Served.File, true, ActivationNeed.Restart, "changed-since-start")]
    [InlineData(Served.Other, true, ActivationNeed.Restart, "changed-since-start")]
    [InlineData(Served.Silence, true, ActivationNeed.Start, "not-running")]
    [InlineData(Served.Silence, false, ActivationNeed.Start, "not-running")]
    public void The_most_urgent_need_is_met(Served served, bool keyChanged, ActivationNeed need, string reasons)
    {
        using var node = new TestNode(new NodeRecipe { Version = "v1.34.0" });
        var state = node.State;
        var started = keyChanged ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        var decision = ActivationJudge.Decide(
            state, Sight(Components.ApiServer, started, Port(state, "apiserver", served)), i => i.Name is "apiserver" or "sa");
        Assert.Equal((need, reasons), (decision.Need, string.Join(' ', decision.Reasons.Select(r => r.Id))));
    }

    [Fact]
    public void A_stopped_component_must_be_started_whatever_changed()
    {
        var decision = ActivationJudge.Decide(_node.State, new ComponentObservation(Components.Scheduler, null, []), _ => false);
        Assert.Equal(ActivationNeed.Start, decision.Need);
        Assert.Equal(("not-running", Components.Scheduler), (Assert.Single(decision.Reasons).Id, decision.Reasons[0].Where));
    }

    [Fact]
    public void Unrelated_missing_or_foreign_files_are_no_reason()
    {
        Assert.Equal(
            ActivationNeed.Nothing,
            ActivationJudge.Decide(_node.State, Sight(Components.Scheduler, DateTimeOffset.MinValue), _ => false).Need);
        Assert.Equal(
            ActivationNeed.Restart,
            ActivationJudge.Decide(_node.State, Sight(Components.Scheduler, DateTimeOffset.MinValue), _ => true).Need);
        _node.Delete("/etc/kubernetes/scheduler.conf");
        Assert.Equal(
            ActivationNeed.Nothing,
            ActivationJudge.Decide(_node.State, Sight(Components.Scheduler, DateTimeOffset.MinValue), _ => true).Need);
    }

    [Fact]
    public void Components_come_after_their_dependencies()
        => Assert.Equal(
            [Components.Etcd, Components.ApiServer, Components.ControllerManager, Components.Scheduler, Components.Kubelet],
            Components.RestartOrder);

    private static ComponentObservation Sight(string component, DateTimeOffset started, params PortObservation[] ports)
        => new(component, started, ports);

    private static PortObservation Port(NodeState state, string name, Served served)
    {
        var item = state.Find(name)!;
        return served switch
        {
            Served.File => new PortObservation(Address, item, new ServedCertificate(Address, item.Certificate!, true), null),
            Served.Other => new PortObservation(Address, item, new ServedCertificate(Address, Other(), true), null),
            _ => new PortObservation(Address, item, null, ActivateMessages.NotRunning.At(Components.ApiServer)),
        };
    }

    private static Certificate Other() => Recipe.Leaf().SelfSigned().Certificate;

    /// <summary>The certificate that a port serves.</summary>
    public enum Served
    {
        /// <summary>The certificate that is on disk.</summary>
        File,

        /// <summary>A different one.</summary>
        Other,

        /// <summary>None: the port does not answer.</summary>
        Silence,
    }
}
