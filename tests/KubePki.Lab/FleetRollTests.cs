namespace KubePki.Lab;

/// <summary>
/// Rollouts on three real control-plane nodes: no client notices them, and every interrupted rollout can be resumed. Tests that take
/// minutes run only on request (<c>./test nodes</c>).
/// </summary>
public sealed class FleetRollTests(FleetRollTests.OneFleet one) : IClassFixture<FleetRollTests.OneFleet>
{
    // kubepki's progress lines for a node; the group is the node's name.
    private const string Ready = @"^(m\d): new keys and files are ready";
    private const string Committing = @"^(m\d): installing the files";
    private const string Done = @"^(m\d): done";

    private FleetLab Fleet => one.Fleet;

    [Fact]
    public void One_command_brings_three_dead_nodes_back()
    {
        one.Recovery.Succeeded();
        TestContext.Current.SendDiagnosticMessage(one.Recovery.ToString());
        Assert.NotEqual(0, one.ApiBefore.Code);
        Assert.NotEqual(0, one.StatusBefore.Code);
        Fleet.IsWell();
        Assert.Equal(
            ["node/m1", "node/m2", "node/m3"], Fleet.Lab.Kubectl("get", "nodes", "-o", "name").Succeeded().Output.Trim().Split('\n'));
        Fleet.KubeletsTalk();
        Assert.Equal(0, Fleet.KubePki("status").Code);
    }

    [Fact(Explicit = true)]
    public void A_rolling_renewal_costs_no_request_and_every_port_serves_the_new_certificate()
    {
        Fleet.IsWell();
        Fleet.IsCalm();
        var before = FleetLab.Nodes.ToDictionary(node => node, Fleet.Served);
        using var probe = Fleet.Probe();
        var (result, run) = Fleet.KubePkiJson("renew", "all", "--yes");
        var report = probe.Stop();
        TestContext.Current.SendDiagnosticMessage($"kubepki renew all --nodes m1,m2,m3: {report}");
        run.Succeeded();

        // No component that answers requests was restarted, so the machine caused any lost request.
        Assert.All(result.GetProperty("nodes").EnumerateArray(), node =>
        {
            var outcomes = node.GetProperty("document").Outcomes();
            Assert.Equal(("inUse", "reloaded"), (outcomes["etcd"], outcomes["kube-apiserver"]));
        });
        Assert.True(report.Failed == 0, report.ToString());
        Assert.InRange(report.Sent, 20, int.MaxValue);
        Assert.All(result.GetProperty("nodes").EnumerateArray(), node =>
        {
            var ports = node.GetProperty("document").GetProperty("activation").EnumerateArray()
                .SelectMany(c => c.GetProperty("ports").EnumerateArray())
                .ToList();
            Assert.NotEmpty(ports);
            Assert.All(ports, port => Assert.True(port.GetProperty("servesFile").GetBoolean()));
        });
        Fleet.AssertPortsServeTheFiles();
        Assert.All(FleetLab.Nodes, node => Assert.All(Fleet.Served(node), port => Assert.NotEqual(before[node][port.Key], port.Value)));
        Fleet.IsWell();
        Assert.Equal(0, Fleet.KubePki("status").Code);
    }

    [Fact(Explicit = true)]
    public void After_the_operators_machine_died_between_two_nodes_it_is_resumed_and_can_be_undone()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        string first;
        using (var roll = Fleet.StartAndKill("m[1-9]: done*", [.. FleetLab.Quick, "--yes"]))
        {
            first = roll.Says(Done);
            Assert.Contains("killed", roll.Ended().Output, StringComparison.Ordinal);
        }

        var between = Fleet.Fingerprints();
        Assert.NotEqual(before[first], between[first]);
        Assert.Contains(Others(first), node => before[node] == between[node]);

        Fleet.KubePki([.. FleetLab.Quick, "--yes", "--resume"]).Succeeded();
        var after = Fleet.Fingerprints();
        Assert.Equal(between[first], after[first]);
        Assert.All(Others(first), node => Assert.NotEqual(before[node], after[node]));
        Fleet.AssertPortsServeTheFiles();

        Fleet.KubePki("undo", "--yes").Succeeded();
        Assert.Equal(before, Fleet.Fingerprints());
        Fleet.AssertPortsServeTheFiles();
        Fleet.IsWell();
    }

    [Fact(Explicit = true)]
    public void A_node_that_cannot_be_reached_stops_it_before_anything_is_changed()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        Fleet.Lab.RunOn("m3", "lab-service", "stop", "sshd").Succeeded();
        try
        {
            var run = Fleet.KubePki("renew", "all", "--yes");
            Assert.Equal(1, run.Code);
            Assert.Contains("m3", run.Error, StringComparison.Ordinal);
            Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, Fleet.Fingerprints());
        }
        finally
        {
            Fleet.Lab.RunOn("m3", "lab-service", "start", "sshd").Succeeded();
        }
    }

    [Fact(Explicit = true)]
    public void A_node_that_dies_in_the_middle_stops_the_roll_and_when_it_is_back_the_rest_is_done()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        var machines = FleetLab.Nodes.ToDictionary(node => node, node => Fleet.Lab.ProcessOf(node));
        string second;
        Finished stopped;
        using (var roll = Fleet.Start([.. FleetLab.Quick, "--yes"]))
        {
            second = roll.Says(Committing, times: 2);
            FleetLab.Kill([machines[second]]);
            stopped = roll.Ended();
        }

        Fleet.Lab.Off(second);

        Assert.Equal(4, stopped.Code);
        Assert.Contains("--resume", stopped.Output, StringComparison.Ordinal);
        var living = Others(second).ToDictionary(node => node, Fleet.Fingerprint);
        Assert.Single(living, node => node.Value != before[node.Key]);

        // While the node is off, resuming is refused with the reason.
        var refused = Fleet.KubePki([.. FleetLab.Quick, "--yes", "--resume"]);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains(second, refused.Error, StringComparison.Ordinal);
        Assert.All(living, node => Assert.Equal(node.Value, Fleet.Fingerprint(node.Key)));

        Fleet.Lab.On(second);
        Fleet.IsWell();
        Fleet.KubePki([.. FleetLab.Quick, "--yes", "--resume"]).Succeeded();
        AssertAllRenewedSince(before);
    }

    [Fact(Explicit = true)]
    public void A_node_with_another_CA_is_refused_by_name()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        const string another = """
            cd /etc/kubernetes/pki && cp -a front-proxy-ca.crt front-proxy-ca.key /root/ &&
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout front-proxy-ca.key -out front-proxy-ca.crt -days 3650 -subj /CN=front-proxy-ca -addext basicConstraints=critical,CA:TRUE 2>/dev/null
            """;
        Fleet.Lab.RunOn("m2", "sh", "-c", another).Succeeded();
        try
        {
            var run = Fleet.KubePki("renew", "all", "--yes");
            Assert.Equal(1, run.Code);
            Assert.Matches(@"front-proxy-ca is not the same on all nodes: m1 m3: [0-9a-f]+; m2: [0-9a-f]+", run.Error);
        }
        finally
        {
            Fleet.Lab.RunOn("m2", "sh", "-c", "mv /root/front-proxy-ca.crt /root/front-proxy-ca.key /etc/kubernetes/pki/").Succeeded();
        }

        Assert.Equal(before, Fleet.Fingerprints());
    }

    [Fact(Explicit = true)]
    public void A_joined_node_without_private_keys_is_refused_and_gets_them_with_the_renewal()
    {
        Fleet.IsWell();
        string[] keys = ["ca.key", "front-proxy-ca.key", "sa.key"];
        Fleet.Lab.RunOn("m3", "sh", "-c", $"mkdir /root/away && cd /etc/kubernetes/pki && mv {string.Join(' ', keys)} /root/away/")
            .Succeeded();
        var before = Fleet.Fingerprints();
        const string receives =
            "m3 receives from m1, inside ssh: ca (with its private key), front-proxy-ca (with its private key), sa (with its private key)";
        try
        {
            var refused = Fleet.KubePki("renew", "all", "--yes");
            Assert.Equal(1, refused.Code);
            Assert.Matches("sa is not the same on all nodes: m1 m2: [0-9a-f]+; m3: -", refused.Error);
            Assert.Contains("--share-cas", refused.Error, StringComparison.Ordinal);

            Assert.Contains(
                receives, Fleet.KubePki("renew", "all", "--share-cas", "--dry-run").Succeeded().Output, StringComparison.Ordinal);
            Assert.Equal(before, Fleet.Fingerprints());

            Assert.Contains(receives, Fleet.KubePki("renew", "all", "--share-cas", "--yes").Succeeded().Output, StringComparison.Ordinal);
            Assert.All(keys, key => Assert.Equal(KeyAndMode("m1", key), KeyAndMode("m3", key)));
            Assert.All(keys, key => Assert.EndsWith("600 root:root", KeyAndMode("m3", key), StringComparison.Ordinal));
        }
        finally
        {
            // A failed test must not leave the keys moved away, or the other tests would fail too.
            Fleet.Lab.RunOn(
                "m3", "sh", "-c",
                "cd /root/away && for key in *; do [ -e /etc/kubernetes/pki/$key ] || mv $key /etc/kubernetes/pki/; done; rm -r /root/away")
                .Succeeded();
        }

        AssertAllRenewedSince(before);
        Fleet.KubeletsTalk();
        var findings = Fleet.KubePkiJson("verify", "--live").Document.GetProperty("nodes").EnumerateArray()
            .SelectMany(node => node.GetProperty("document").GetProperty("findings").EnumerateArray());
        Assert.DoesNotContain(findings, finding => finding.GetProperty("severity").GetString() == "error");
    }

    [Fact]
    public void A_connection_cut_during_the_commit_leaves_a_whole_node_and_the_roll_is_resumed()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        var thereBefore = FleetLab.Nodes.ToDictionary(node => node, Leftovers);
        string second;
        Finished stopped;
        using (var roll = Fleet.Start([.. FleetLab.Quick, "--yes"]))
        {
            roll.Says(Ready, times: FleetLab.Nodes.Count);
            // Finding the ssh sessions takes longer than the rollout.
            roll.Signal("STOP");
            var sessions = FleetLab.Nodes.ToDictionary(node => node, Fleet.SshSessions);
            Assert.All(sessions, node => Assert.NotEmpty(node.Value));
            roll.Signal("CONT");
            second = roll.Says(Committing, times: 2);
            FleetLab.Kill(sessions[second]);
            stopped = roll.Ended();
        }

        Assert.Equal(4, stopped.Code);
        Assert.Contains("the connection was lost", stopped.Output, StringComparison.Ordinal);
        Fleet.KubePki([.. FleetLab.Quick, "--yes", "--resume"]).Succeeded();
        AssertAllRenewedSince(before);
        Assert.All(FleetLab.Nodes, node => Assert.Equal(thereBefore[node], Leftovers(node)));
    }

    [Fact]
    public void Of_two_operators_at_once_the_second_is_refused()
    {
        Fleet.IsWell();
        var before = Fleet.Fingerprints();
        using var roll = Fleet.Start([.. FleetLab.Quick, "--yes"]);
        roll.Says(Ready, times: FleetLab.Nodes.Count);
        roll.Signal("STOP");
        Finished second;
        try
        {
            second = Fleet.KubePki([.. FleetLab.Quick, "--yes"]);
        }
        finally
        {
            roll.Signal("CONT");
        }

        Assert.Equal(1, second.Code);
        Assert.Contains("kubepki", second.Error, StringComparison.Ordinal);
        var first = roll.Ended();
        Assert.True(first.Code == 0, first.ToString());
        AssertAllRenewedSince(before);
    }

    private static IEnumerable<string> Others(string node) => FleetLab.Nodes.Where(other => other != node);

    /// <summary>A private key, identified by its public key, with mode and owner of the file.</summary>
    private string KeyAndMode(string node, string key)
        => Fleet.Lab.RunOn(node, "sh", "-c", $"cd /etc/kubernetes/pki && openssl pkey -in {key} -pubout && stat -c '%a %U:%G' {key}")
            .Succeeded().Output.Trim();

    /// <summary>Temporary copies of kubepki that should have been removed.</summary>
    private string Leftovers(string node)
        => Fleet.Lab.RunOn(
            node, "sh", "-c",
            "ls -d /run/kubepki.* /dev/shm/kubepki.* /tmp/kubepki.* /etc/kubernetes/.kubepki* 2>/dev/null; pgrep -a kubepki").Output;

    private void AssertAllRenewedSince(Dictionary<string, string> before)
    {
        var after = Fleet.Fingerprints();
        Assert.All(FleetLab.Nodes, node => Assert.NotEqual(before[node], after[node]));
        Fleet.AssertPortsServeTheFiles();
        Fleet.IsWell();
    }

    /// <summary>
    /// One cluster for all of these tests: found dead (everything expired yesterday, no API, no etcd quorum, kubelets that are not
    /// accepted), and recovered with one command. It comes up once, because that takes minutes.
    /// </summary>
    public sealed class OneFleet : IDisposable
    {
        // Explicit tests that are not requested do not bring up a cluster.
        private readonly Lazy<FoundDead> _found = new(() => new FoundDead());

        internal FleetLab Fleet => _found.Value.Fleet;

        /// <summary>The API's answer before the recovery.</summary>
        internal Finished ApiBefore => _found.Value.ApiBefore;

        /// <summary>Output of <c>kubepki status</c> before the recovery.</summary>
        internal Finished StatusBefore => _found.Value.StatusBefore;

        /// <summary>The one command that recovers the cluster.</summary>
        internal Finished Recovery => _found.Value.Recovery;

        public void Dispose()
        {
            if (_found.IsValueCreated)
            {
                Fleet.Dispose();
            }
        }
    }

    private sealed class FoundDead
    {
        public FoundDead()
        {
            Fleet = new FleetLab("fleet", "--expired");
            try
            {
                ApiBefore = Fleet.Lab.Kubectl("get", "--raw", "/readyz", "--request-timeout", "3s");
                StatusBefore = Fleet.KubePki("status");
                Recovery = Fleet.KubePki("renew", "all", "--yes");
                Fleet.OperatorGetsNewCredentials();
            }
            catch
            {
                Fleet.Dispose();
                throw;
            }
        }

        public FleetLab Fleet { get; }

        public Finished ApiBefore { get; }

        public Finished StatusBefore { get; }

        public Finished Recovery { get; }
    }
}
