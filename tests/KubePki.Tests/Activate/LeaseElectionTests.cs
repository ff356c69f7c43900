using System.Text;
using KubePki.Activate.Turn;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

/// <summary>When a node may take the Lease: by what it observed itself, not by the times of other clocks.</summary>
public sealed class LeaseElectionTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(120);
    private readonly LeaseElection _election = new("cp1_a", Duration);

    [Fact]
    public void A_lease_that_does_not_exist_is_taken()
        => Assert.Equal(new LeaseRecord("cp1_a", Duration, FixedClock.Today, FixedClock.Today, 0, ""), Claim(null, 0));

    [Fact]
    public void A_released_lease_is_taken_at_once()
        => Assert.Equal(("cp1_a", 4, "7"), Of(Claim(Held("", "7"), 0)));

    [Fact]
    public void Its_own_lease_is_taken_at_once_and_is_no_transition()
        => Assert.Equal(("cp1_a", 3, "7"), Of(Claim(Held("cp1_a", "7"), 0)));

    [Fact]
    public void A_lease_that_is_renewed_is_never_taken()
        => Assert.All(Enumerable.Range(0, 100), i => Assert.Null(Claim(Held("cp2_b", $"{i}"), 29 * i)));

    /// <summary>The holder died, or its clock is wrong: its times say nothing.</summary>
    [Theory]
    [InlineData(-1000)]
    [InlineData(1000)]
    public void A_lease_that_nobody_changes_is_taken_after_its_duration(int days)
    {
        var held = Held("cp2_b", "7") with { RenewedAt = FixedClock.Today.AddDays(days) };
        Assert.Null(Claim(held, 1000));
        Assert.Null(Claim(held, 1029.9));
        Assert.NotNull(Claim(held, 1030));
    }

    [Fact]
    public void A_change_starts_the_wait_again()
    {
        Assert.Null(Claim(Held("cp2_b", "7"), 0));
        Assert.Null(Claim(Held("cp2_b", "8"), 29));
        Assert.Null(Claim(Held("cp3_c", "9"), 58));
        Assert.Null(Claim(Held("cp3_c", "9"), 87));
        Assert.NotNull(Claim(Held("cp3_c", "9"), 88));
    }

    [Fact]
    public void A_lease_without_end_is_taken_after_15_minutes()
    {
        var held = Held("cp2_b", "7") with { Duration = TimeSpan.FromDays(1000) };
        Assert.Null(Claim(held, 0));
        Assert.Null(Claim(held, 899));
        Assert.NotNull(Claim(held, 900));
    }

    [Fact]
    public void A_record_is_read_back_from_its_json()
    {
        var record = Held("cp2_b", "7");
        Assert.Equal(record, ApiServerLease.Read(Encoding.UTF8.GetBytes(ApiServerLease.Write(record))));
        Assert.Null(ApiServerLease.Read("{}"u8.ToArray()));
        Assert.Null(ApiServerLease.Read("no"u8.ToArray()));
        var empty = ApiServerLease.Read("""{"metadata":{"resourceVersion":"9"},"spec":{"holderIdentity":null}}"""u8.ToArray());
        Assert.Equal(new LeaseRecord("", TimeSpan.Zero, null, null, 0, "9"), empty);
    }

    [Theory]
    [InlineData("/usr/bin/kubeadm\0certs\0renew\0all\0", "0", true)]
    [InlineData("kubeadm\0--v=5\0join\0cp1:6443\0", "0", true)]
    [InlineData("kubeadm\0version\0", "0", false)]
    [InlineData("grep\0kubeadm\0join\0", "0", false)]
    [InlineData("kubeadm\0join\0", "1234567", false)]
    public void A_kubeadm_of_root_that_changes_the_node_is_noticed(string command, string user, bool noticed)
    {
        var found = KubeadmProcess.Find(
            path => path switch
            {
                "/proc/42/cmdline" => command,
                "/proc/42/status" => $"Name:\tkubeadm\nUid:\t{user}\t{user}\t{user}\t{user}\n",
                _ => "",
            },
            ["42"]);
        Assert.Equal(noticed, found is { Id: "42" });
    }

    private static LeaseRecord Held(string holder, string version)
        => new(holder, TimeSpan.FromSeconds(30), FixedClock.Today, FixedClock.Today, 3, version);

    private static (string?, int?, string?) Of(LeaseRecord? claim) => (claim?.Holder, claim?.Transitions, claim?.ResourceVersion);

    private LeaseRecord? Claim(LeaseRecord? found, double seconds)
        => _election.Claim(found, TimeSpan.FromSeconds(seconds), FixedClock.Today);
}
