using System.Text;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.Tests.Plan;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>The promises of the design, one test each. Promises 6 and 7 are about connections: see the architecture tests.</summary>
public sealed class PromisesTests
{
    [Fact]
    public void Promise_1_authorities_and_their_keys_are_never_written_by_a_renewal()
    {
        using var node = new TestNode();
        var paths = new[] {
            "ca", "front-proxy-ca", "etcd/ca",
        }.SelectMany(stem => new[] { $"{node.Pki}/{stem}.crt", $"{node.Pki}/{stem}.key" })
            .Concat([$"{node.Pki}/sa.key", $"{node.Pki}/sa.pub"])
            .ToList();
        var before = paths.Select(path => (node.Root.Facts(path), Convert.ToHexString(node.Read(path)),
            File.GetLastWriteTimeUtc(node.OnDisk(path))))
            .ToList();
        node.Renew().Must();
        node.Transactions.Undo(null, force: false).Must();
        Assert.Equal(
            before,
            paths.Select(path => (node.Root.Facts(path), Convert.ToHexString(node.Read(path)),
                File.GetLastWriteTimeUtc(node.OnDisk(path)))));
    }

    [Fact]
    public void Promise_2_a_renewed_certificate_keeps_subject_names_usages_and_issuer()
    {
        using var node = new TestNode();
        var before = node.State.Items.ToDictionary(i => i.Name);
        node.Renew().Must();
        foreach (var item in node.State.Items.Where(i => before[i.Name].Certificate is not null && i.Entry.Renewal is RenewalRule.Always
            && i.PointsAt is null))
        {
            var (old, renewed) = (before[item.Name].Certificate!, item.Certificate!);
            Assert.Equal(
                (old.Subject, old.Issuer, old.Version, old.SignatureAlgorithm),
                (renewed.Subject, renewed.Issuer, renewed.Version, renewed.SignatureAlgorithm));
            Assert.Equal(old.Extensions, renewed.Extensions);
            Assert.NotEqual(old.PublicKey, renewed.PublicKey);
            Assert.NotEqual(old.Serial, renewed.Serial);
            Assert.True(renewed.NotAfter > old.NotAfter);
        }
    }

    [Fact]
    public void Promise_3_no_observer_sees_a_half_written_file_and_no_crash_leaves_a_node_without_a_working_set()
    {
        var steps = 0;
        using (var node = new TestNode())
        {
            var watched = node.Plan("apiserver", "admin.conf").Actions.SelectMany(a => a.Paths).ToList();
            var old = watched.ToDictionary(path => path, path => Convert.ToHexString(node.Read(path)));
            var seen = watched.ToDictionary(path => path, _ => new HashSet<string>());
            Renew(node, _ =>
            {
                steps++;
                watched.ForEach(path => seen[path].Add(Convert.ToHexString(node.Read(path))));
            });
            Assert.All(watched, path => Assert.True(seen[path].IsSubsetOf([old[path], Convert.ToHexString(node.Read(path))])));
        }

        for (var step = 0; step < steps; step++)
        {
            using var node = new TestNode();
            var count = 0;
            Assert.Throws<CrashException>(() => Renew(node, _ =>
            {
                if (count++ == step)
                {
                    throw new CrashException();
                }
            }));
            node.Transactions.Recover().Must();
            Assert.False(node.Verdict("apiserver").IsFinding || node.Verdict("admin.conf").IsFinding, $"step {step}");
            Assert.Equal(node.State.Find("apiserver")!.Certificate!.NotAfter, node.State.Find("admin.conf")!.Certificate!.NotAfter);
        }
    }

    [Fact]
    public void Promise_4_modes_owners_labels_and_links_are_kept_and_no_private_key_is_readable_by_others_for_an_instant()
    {
        using var node = new TestNode();
        var directory = node.OnDisk(node.Pki);
        var hasLabels = Libc.SetAttribute($"{directory}/apiserver.crt", "user.label", [1])
            && Libc.SetAttribute($"{directory}/apiserver.key", "user.label", [2]);
        if (Libc.IsRoot)
        {
            Libc.SetOwner($"{directory}/apiserver.key", 12, 34);
        }

        File.SetUnixFileMode($"{directory}/apiserver.key", Modes.OwnerOnly | UnixFileMode.GroupRead);
        File.Move($"{directory}/front-proxy-client.crt", $"{directory}/real.crt");
        node.Link($"{node.Pki}/front-proxy-client.crt", "real.crt");
        node.Write("/root/.kube/config", node.Read("/etc/kubernetes/admin.conf"), Modes.PublicFile);
        var before = node.Snapshot();
        var open = new HashSet<string>();
        Renew(node, _ => open.UnionWith(OpenKeys(node)), new RenewalSpec());
        var after = node.Snapshot();
        string Attributes(IReadOnlyDictionary<string, string> of, string path) => string.Join(' ', of[path].Split(' ')[..4]);
        foreach (var path in new[] {
            $"{node.Pki}/apiserver.crt", $"{node.Pki}/apiserver.key", $"{node.Pki}/front-proxy-client.crt", $"{node.Pki}/real.crt",
            "/etc/kubernetes/admin.conf",
        })
        {
            // The old group could read the replaced key; it gets no access to the new one.
            var kept = Attributes(before, path);
            Assert.Equal(
                path == $"{node.Pki}/apiserver.key" ? kept.Replace(" 640 ", " 600 ", StringComparison.Ordinal)
                    : kept, Attributes(after, path));
        }

        Assert.True(!hasLabels || after[$"{node.Pki}/apiserver.key"].Contains("user.label=02", StringComparison.Ordinal));
        Assert.NotEqual(before[$"{node.Pki}/real.crt"], after[$"{node.Pki}/real.crt"]);

        // The one readable key file is the old file from the start; no other key was readable at any time, and none is now.
        Assert.Equal(["/root/.kube/config"], open);
        Assert.Empty(OpenKeys(node));
    }

    [Fact]
    public void Promise_4_a_private_key_that_everybody_could_read_is_not_written_so_again()
    {
        using var node = new TestNode();
        File.SetUnixFileMode(node.OnDisk($"{node.Pki}/apiserver.key"), Modes.PublicFile);
        File.SetUnixFileMode(node.OnDisk("/etc/kubernetes/scheduler.conf"), Modes.PublicFile);
        node.Renew().Must();
        Assert.Equal(Modes.OwnerOnly | UnixFileMode.GroupRead, node.Root.Facts($"{node.Pki}/apiserver.key")!.Mode);
        Assert.Empty(OpenKeys(node));
    }

    [Fact]
    public void Promise_5_nothing_outside_the_plans_list_is_changed_and_the_plan_changes_nothing()
    {
        using var node = new TestNode();
        node.Write("/home/ann/.kube/config", node.Read("/etc/kubernetes/admin.conf"));
        var before = node.Snapshot();
        var plan = node.Plan();
        Assert.Empty(before.Differences(node.Snapshot()));
        Assert.False(node.Root.Exists("/var/lib/kubepki"));
        node.Renew().Must();

        Assert.Equal(plan.Actions.SelectMany(a => a.Paths).Order(StringComparer.Ordinal), before.Differences(node.Snapshot()));
    }

    [Fact]
    public void Promise_8_the_same_input_and_clock_give_the_same_plan()
    {
        using var node = new TestNode();
        var (one, other) = (PlanText.Of(node.Plan()), PlanText.Of(node.Plan()));
        Assert.Equal(one, other);
        node.Clock.Now = node.Clock.Now.AddSeconds(1);
        Assert.NotEqual(one, PlanText.Of(node.Plan()));
    }

    private static void Renew(TestNode node, Action<string> beforeStep, RenewalSpec? spec = null)
        => node.Renew(
            spec ?? new RenewalSpec { Names = ["apiserver", "admin.conf"] },
            new Transactions(node.Root, node.Clock, ["/etc/kubernetes/manifests"]) { BeforeStep = beforeStep })
            .Must();

    /// <summary>Files of the node that hold a private key and that other users may read.</summary>
    private static IEnumerable<string> OpenKeys(TestNode node)
        => Directory.EnumerateFiles(
            node.OnDisk("/"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(file => new FileInfo(file).LinkTarget is null && (File.GetUnixFileMode(file) & Modes.Others) != 0)
            .Where(file => HoldsKey(File.ReadAllBytes(file)))
            .Select(file => file[node.OnDisk("").Length..]);

    private static bool HoldsKey(byte[] content)
        => Pem.Read(content, "").Value is { } pem && pem.Blocks.Any(b => b.Label.Contains("PRIVATE KEY", StringComparison.Ordinal))
            || (Encoding.UTF8.GetString(content).Contains("client-key-data", StringComparison.Ordinal)
                && Kubeconfig.Read(content, "").Succeeded);
}
