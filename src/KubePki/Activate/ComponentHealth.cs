using System.Globalization;
using KubePki.Activate.Probe;
using KubePki.Activate.Wire;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Activate;

/// <summary>Asks the components of this node for their health, with the certificates that are on disk now.</summary>
internal sealed class ComponentHealth(NodeRoot root, TimeProvider clock)
{
    /// <summary>Client certificates that etcd accepts, the one intended for health checks first.</summary>
    private static readonly string[] EtcdClients = ["etcd-healthcheck-client", "apiserver-etcd-client"];

    private static readonly string[] Administrators = ["admin.conf", "super-admin.conf"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The values that Go's flag library reads as false (strconv.ParseBool).</summary>
    private static readonly string[] No = ["0", "f", "F", "false", "FALSE", "False"];

    /// <summary>Version from which the API server has <c>/readyz</c>.</summary>
    private const int ReadySince = 16;

    /// <summary>Null if the component is healthy, else why it is not.</summary>
    internal async Task<Problem?> CheckAsync(NodeState state, string component, CancellationToken cancellation) => component switch
    {
        Components.Etcd => await EtcdAsync(state, cancellation).ConfigureAwait(false),
        Components.ApiServer => await ApiServerAsync(state, cancellation).ConfigureAwait(false),
        Components.Kubelet => await PlainAsync(state, component, cancellation).ConfigureAwait(false),
        _ => await ControllerAsync(state, component, cancellation).ConfigureAwait(false),
    };

    /// <summary>Null if etcd may be restarted without costing the quorum. An unknown state is refused.</summary>
    internal async Task<Problem?> QuorumAsync(NodeState state, CancellationToken cancellation)
    {
        var target = EtcdTarget(state, Port(state, Components.Etcd)?.Address);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        var members = await EtcdProbe.MembersAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
        if (!members.Succeeded)
        {
            return await HasNoQuorumToLoseAsync(state, target.Value.Address, members.Problem, cancellation).ConfigureAwait(false)
                ? null
                : ActivateMessages.QuorumUnknown.At(Components.Etcd) with { Cause = members.Problem };
        }

        if (members.Value.Members.Count <= 1)
        {
            return null;
        }

        // This node's own member is identified by its ID, because the address used here may differ from the one that other members know.
        var own = await EtcdProbe.StatusAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
        if (members.Value.Members.All(m => m.Id != own.Value?.MemberId))
        {
            return ActivateMessages.QuorumUnknown.At(Components.Etcd) with { Cause = own.Problem };
        }

        var others = members.Value.Members.Where(m => !m.IsLearner && m.Id != own.Value!.MemberId);
        var healthy = (await Task.WhenAll(others.Select(m => IsHealthyAsync(target.Value, m, cancellation)))
            .ConfigureAwait(false)).Count(isWell => isWell);
        return healthy >= members.Value.Quorum
            ? null
            : ActivateMessages.QuorumAtRisk.At(Components.Etcd, Number(healthy), Number(members.Value.Quorum));
    }

    /// <summary>
    /// Whether an etcd that did not list its members can be restarted anyway: nothing listens on its port; it serves an expired
    /// certificate, so that no client trusts it; or it is the only member. The manifest of the cluster's first node names only that node,
    /// even after other nodes have joined, so the API server is asked as well. If the API server does not answer, the manifest alone
    /// decides, because the API server of a cluster that is down never answers.
    /// </summary>
    private async Task<bool> HasNoQuorumToLoseAsync(NodeState state, ProbeAddress address, Problem silence, CancellationToken cancellation)
    {
        if (TimeLimit.IsConnectionRefused(silence))
        {
            return true;
        }

        var served = await HandshakeProbe.AskAsync(address, null, Limit, cancellation).ConfigureAwait(false);
        if (served.Value?.Leaf.NotAfter < clock.GetUtcNow())
        {
            return true;
        }

        return state.Layout.Pod(Components.Etcd)?.Flag("initial-cluster")?.Contains(',', StringComparison.Ordinal) != true
            && await ControlPlaneNodes.ReadAsync(root, state, clock, Limit, cancellation).ConfigureAwait(false) is not { Value.Count: > 1 };
    }

    /// <summary>
    /// Whether a member is healthy, queried at its own client URL. The URL may lead to another member, even to this node's own one, so the
    /// member ID of the answer is compared.
    /// </summary>
    private static async Task<bool> IsHealthyAsync(ProbeTarget asking, EtcdMember member, CancellationToken cancellation)
    {
        if (ProbeAddress.Of(member.ClientUrls is [var url, ..] ? url : null) is not { } address)
        {
            return false;
        }

        var target = asking with { Address = address, Trust = asking.Trust! with { Name = address.Host } };
        return (await EtcdProbe.StatusAsync(target, Limit, cancellation).ConfigureAwait(false)).Value?.MemberId == member.Id
            && await EtcdProbe.HealthAsync(target, Limit, cancellation).ConfigureAwait(false) is { Succeeded: true, Value.IsHealthy: true };
    }

    /// <summary>etcd's members, according to the member of this node.</summary>
    internal async Task<Outcome<EtcdMembers>> MembersAsync(NodeState state, CancellationToken cancellation)
    {
        var target = EtcdTarget(state, Port(state, Components.Etcd)?.Address);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        return await EtcdProbe.MembersAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>The id of this node's member, and all members that it lists, each with the health observed from here.</summary>
    internal async Task<(string? Own, IReadOnlyList<EtcdMemberObservation> Members)> ObserveMembersAsync(
        NodeState state, CancellationToken cancellation)
    {
        var target = EtcdTarget(state, Port(state, Components.Etcd)?.Address);
        if (!target.Succeeded)
        {
            return (null, []);
        }

        using var identity = target.Value.Identity;
        var status = await EtcdProbe.StatusAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
        var members = await EtcdProbe.MembersAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
        return (status.Value is { } own ? Hexadecimal(own.MemberId) : null,
            await Task.WhenAll((members.Value?.Members
                ?? []).Select(m => SeenAsync(target.Value, m, m.Id == status.Value?.MemberId, cancellation)))
                .ConfigureAwait(false));
    }

    private static async Task<EtcdMemberObservation> SeenAsync(
        ProbeTarget asking, EtcdMember member, bool isOwn, CancellationToken cancellation)
    {
        var address = isOwn ? asking.Address : ProbeAddress.Of(member.ClientUrls is [var url, ..] ? url : null);
        if (member.IsLearner || address is null)
        {
            return new EtcdMemberObservation(
                Hexadecimal(member.Id), member.Name, member.IsLearner ? null : false,
                member.IsLearner ? null : ActivateMessages.NotRunning.At(Components.Etcd).What(Language.English));
        }

        var target = isOwn ? asking : asking with { Address = address, Trust = asking.Trust! with { Name = address.Host } };
        var health = await EtcdProbe.HealthAsync(target, Limit, cancellation).ConfigureAwait(false);
        var problem = !health.Succeeded
            ? health.Problem
            : health.Value.IsHealthy ? null : ActivateMessages.Unhealthy.At(Components.Etcd, health.Value.Reason);
        return new EtcdMemberObservation(Hexadecimal(member.Id), member.Name, problem is null, problem?.Text(Language.English));
    }

    private static string Hexadecimal(ulong id) => id.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>
    /// The components whose leader is on this node: etcd according to its own status, the others according to their leases. A component
    /// that does not answer does not count as the leader.
    /// </summary>
    internal async Task<IReadOnlyList<string>> LedComponentsAsync(NodeState state, string node, CancellationToken cancellation)
    {
        var leads = new List<string>();
        var etcd = EtcdTarget(state, Port(state, Components.Etcd)?.Address);
        if (etcd.Succeeded)
        {
            using var client = etcd.Value.Identity;
            var status = await EtcdProbe.StatusAsync(etcd.Value, Limit, cancellation).ConfigureAwait(false);
            leads.AddRange(status is { Succeeded: true, Value: { LeaderId: not 0 } own } && own.LeaderId == own.MemberId
                ? [Components.Etcd]
                : Array.Empty<string>());
        }

        var api = ApiServerTarget(state);
        if (api.Succeeded)
        {
            using var administrator = api.Value.Identity;
            foreach (var component in new[] { Components.ControllerManager, Components.Scheduler })
            {
                var lease = await LeaderProbe.FindAsync(api.Value, component, Limit, cancellation).ConfigureAwait(false);
                leads.AddRange(lease.Succeeded && lease.Value.IsHeldBy(node) ? [component] : Array.Empty<string>());
            }
        }

        return leads;
    }

    private static ComponentPort? Port(NodeState state, string component, PortPurpose purpose = PortPurpose.Serving)
        => ComponentAddresses.Of(state.Layout).FirstOrDefault(p => p.Component == component && p.Purpose == purpose);

    private async Task<Problem?> EtcdAsync(NodeState state, CancellationToken cancellation)
    {
        var target = EtcdTarget(state, Port(state, Components.Etcd)?.Address);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        var health = await EtcdProbe.HealthAsync(target.Value, Limit, cancellation).ConfigureAwait(false);
        return !health.Succeeded
            ? health.Problem
            : health.Value.IsHealthy ? null : ActivateMessages.Unhealthy.At(Components.Etcd, health.Value.Reason);
    }

    private Outcome<ProbeTarget> EtcdTarget(NodeState state, ProbeAddress? address)
    {
        var client = EtcdClients.Select(state.Find).FirstOrDefault(i => i is { Problem: null, KeyMatches: true });
        return address is null || client is null || state.Find("etcd-ca") is not { Certificates.Count: > 0 } authority
            ? ActivateMessages.NotRunning.At(Components.Etcd)
            : ClientIdentity.FromFiles(root, client.Path, client.KeyPath!)
                .Then<ProbeTarget>(identity => new ProbeTarget(address, new ServerTrust(authority.Certificates, clock), identity));
    }

    private async Task<Problem?> ApiServerAsync(NodeState state, CancellationToken cancellation)
    {
        var target = ApiServerTarget(state);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        var path = state.MinorVersion(Components.ApiServer) < ReadySince ? HealthProbe.Health : HealthProbe.Ready;
        return await HealthAsync(target.Value, path, cancellation).ConfigureAwait(false);
    }

    /// <summary>This node's API server, with the administrator as the client.</summary>
    private Outcome<ProbeTarget> ApiServerTarget(NodeState state)
    {
        var admin = Administrators.Select(state.Find).FirstOrDefault(i => i is { Problem: null, Kubeconfig: not null });
        return admin is null || Port(state, Components.ApiServer) is not { } port
            ? ActivateMessages.NotRunning.At(Components.ApiServer)
            : ProbeTarget.FromKubeconfig(root, admin.Kubeconfig!, admin.Path, clock)
                .Then<ProbeTarget>(t => t with { Address = port.Address, Trust = t.Trust! with { Name = t.Address.Host } });
    }

    /// <summary>
    /// Checks a component that elects a leader. It is healthy if its own health check passes and the current leader renewed the lease after
    /// this process started, because the previous process leaves its lease behind. Without leader election, only the health check counts.
    /// </summary>
    private async Task<Problem?> ControllerAsync(NodeState state, string component, CancellationToken cancellation)
    {
        var own = Port(state, component) is { } port
            ? await HealthAsync(new ProbeTarget(port.Address), HealthProbe.Health, cancellation).ConfigureAwait(false)
            : await PlainAsync(state, component, cancellation).ConfigureAwait(false);
        if (own is not null || No.Contains(state.Layout.Pod(component)?.Flag("leader-elect")))
        {
            return own;
        }

        var target = ApiServerTarget(state);
        if (!target.Succeeded)
        {
            return target.Problem;
        }

        using var identity = target.Value.Identity;
        var lease = await LeaderProbe.FindAsync(target.Value, component, Limit, cancellation).ConfigureAwait(false);
        var started = ComponentProcess.Find(component, clock)?.StartedAt ?? default;
        return !lease.Succeeded
            ? lease.Problem
            : lease.Value.IsHeldAt(clock.GetUtcNow(), started) ? null : ActivateMessages.NoLease.At(component);
    }

    private static async Task<Problem?> PlainAsync(NodeState state, string component, CancellationToken cancellation)
        => Port(state, component, PortPurpose.PlainHealth) is { } port
            ? await HealthAsync(new ProbeTarget(port.Address) { Tls = false }, HealthProbe.Health, cancellation).ConfigureAwait(false)
            : null;

    private static async Task<Problem?> HealthAsync(ProbeTarget target, string path, CancellationToken cancellation)
    {
        var answer = await HealthProbe.CheckAsync(target, path, Limit, cancellation).ConfigureAwait(false);
        return !answer.Succeeded ? answer.Problem
            : answer.Value.IsHealthy ? null
            : ActivateMessages.Unhealthy.At(
                target.Address.ToString(),
                $"{answer.Value.Status.ToString(CultureInfo.InvariantCulture)} {FailedChecks(answer.Value.Text)}");
    }

    /// <summary>The failed checks in the API server's list; without any, the first line.</summary>
    private static string FailedChecks(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var failed = lines.Where(l => l.StartsWith("[-]", StringComparison.Ordinal)).ToList();
        return failed.Count > 0 ? string.Join(", ", failed) : lines.FirstOrDefault() ?? "";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
