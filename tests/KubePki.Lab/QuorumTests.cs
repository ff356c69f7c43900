namespace KubePki.Lab;

/// <summary>An etcd that has lost its quorum is not restarted, and kubepki does not wait for it forever.</summary>
public sealed class QuorumTests(OneNode one) : OneNodeTest(one)
{
    [Fact]
    public void Without_a_quorum_the_renewal_stops_and_names_etcd()
    {
        var lab = One.Ready();
        try
        {
            var process = lab.Run("pidof", "etcd").Succeeded().Output;

            // A second member that does not exist: the quorum is two now, and one member is left.
            const string add =
                "ETCDCTL_API=3 etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt --cert "
                    + "/etc/kubernetes/pki/etcd/server.crt "
                + "--key /etc/kubernetes/pki/etcd/server.key member add ghost --peer-urls https://10.200.0.99:2380";
            lab.Run("sh", "-c", add).Succeeded();
            var run = lab.KubePki("renew", "all", "--yes", "--timeout", "20s");
            Assert.Equal(4, run.Code);
            Assert.Contains("etcd", run.Error, StringComparison.Ordinal);
            Assert.Equal(process, lab.Run("pidof", "etcd").Succeeded().Output);
            Assert.Equal(0, lab.KubePki("status").Code);
        }
        finally
        {
            // An etcd that waits for a member that never existed does not recover.
            One.Spoil();
        }
    }
}
