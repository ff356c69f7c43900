using System.Security.Cryptography;
using KubePki.Activate;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Fleet;

/// <summary>Gathers <see cref="NodeFacts"/> on the node itself; changes nothing.</summary>
internal static class FactsGathering
{
    /// <summary>This program, by the kernel's path for it, because it may exist in memory only (<see cref="NodeScript"/>).</summary>
    private const string Own = "/proc/self/exe";

    /// <summary>
    /// The hash of the kubepki in the PATH (which is not run), and whether it is this program. It is determined once: a roll requests the
    /// facts again before and after each node over one connection, and the installed version is only reported before the roll begins.
    /// </summary>
    private static readonly Lazy<(string Hash, bool IsOwn)?> InPath = new(LookInPath);

    /// <summary>
    /// Gathers the facts. Running components are only queried if they are those of this machine (<paramref name="isLive"/>).
    /// </summary>
    public static async Task<NodeFacts> OfAsync(
        NodeRoot root, TimeProvider clock, NodeState state, bool isLive, string program, CancellationToken cancellation)
    {
        var health = new ComponentHealth(root, clock);
        var hasEtcd = isLive && state.Layout.Pod(Components.Etcd) is not null;
        var unwell = hasEtcd ? await health.CheckAsync(state, Components.Etcd, cancellation).ConfigureAwait(false) : null;
        var (own, members) = hasEtcd ? await health.ObserveMembersAsync(state, cancellation).ConfigureAwait(false) : (null, []);
        return new NodeFacts
        {
            Now = clock.GetUtcNow(),
            IsPrivileged = Environment.IsPrivilegedProcess,
            FreeBytes = Free(root.OnThisMachine(Transactions.DefaultStateDirectory)),
            KubernetesVersion = state.Layout.Pod(Components.ApiServer)?.Version,
            Program = program,
            Shared = Shared(state),
            Keys =
            [
                .. state.Items.Where(i => i.Entry.Kind == EntryKind.ServiceAccountKey
                    ? i.KeyPublicKey is not null
                    : i.Entry.Kind == EntryKind.CertificateAuthority && i.KeyMatches)
                    .Select(i => i.Name),
            ],
            SignedItems = Signed(root, state),
            Leads = isLive ? await health.LedComponentsAsync(state, Environment.MachineName, cancellation).ConfigureAwait(false) : [],
            EtcdIsHealthy = hasEtcd ? unwell is null : null,
            EtcdProblem = unwell?.Text(Language.English),
            EtcdMemberId = own,
            EtcdMembers = members,
            Installed = isLive ? Installed(program) : null,
            Ends = state.Items.Where(i => i is
            {
                Certificate: not null, PointsAt: null, Entry:
                {
                    Kind: EntryKind.Certificate
                or EntryKind.Kubeconfig, Dated: false
                }
            })
                .DistinctBy(i => i.Name)
                .ToDictionary(i => i.Name, i => i.Certificate!.NotAfter, StringComparer.Ordinal),
        };
    }

    /// <summary>The kubepki in the PATH: its version if it is this program, or else its hash.</summary>
    private static string? Installed(string program)
        => InPath.Value is not { } found ? null : found.IsOwn ? program : $"sha256:{FleetPlan.Short(found.Hash)}";

    private static (string Hash, bool IsOwn)? LookInPath()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "kubepki"))
            .FirstOrDefault(File.Exists);
        try
        {
            return found is not null && Hash(found) is var hash ? (hash, hash == Hash(Own)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        static string Hash(string path)
        {
            using var handle = Posix.OpenGiven(path, out var error);
            if (handle is null || Posix.Facts(handle, out error)?.Kind != FileKind.Regular)
            {
                throw new IOException(Posix.Describe(error), error);
            }

            using var file = new FileStream(handle, FileAccess.Read);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    /// <summary>The items that must be the same on every control-plane node of a cluster.</summary>
    private static Dictionary<string, string> Shared(NodeState state)
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in state.Items)
        {
            var content = item.Entry.Kind switch
            {
                EntryKind.CertificateAuthority => item.Certificate?.Der,
                EntryKind.ServiceAccountKey => item.KeyPublicKey,
                _ => null,
            };
            if (content is not null)
            {
                shared[item.Name] = Convert.ToHexStringLower(SHA256.HashData(content));
            }
        }

        return shared;
    }

    private static Dictionary<string, IReadOnlyList<string>> Signed(NodeRoot root, NodeState state)
        => TrustGraph.Of(state, SurroundingsReader.Read(root, state)).Signings
            .Where(s => s.Authority is not null && s.Authority != s.Item)
            .GroupBy(s => s.Authority!.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(s => s.Item.Name)], StringComparer.Ordinal);

    /// <summary>Free bytes at the location of the state directory, whether it exists or not.</summary>
    private static long Free(string path)
    {
        for (var place = path; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Directory.Exists(place))
            {
                try
                {
                    return new DriveInfo(place).AvailableFreeSpace;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return 0;
                }
            }
        }

        return 0;
    }
}
