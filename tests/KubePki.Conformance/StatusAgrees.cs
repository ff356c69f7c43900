using System.Text.Json;

namespace KubePki.Conformance;

/// <summary>`kubepki status` agrees with `kubeadm certs check-expiration`, entry by entry.</summary>
public sealed class StatusAgrees(Nodes nodes)
{
    [Theory, MemberData(nameof(Variants.FullyReported), MemberType = typeof(Variants))]
    public void On_every_line_of_kubeadm(string variant)
    {
        Node node = nodes.Copy(variant);
        KubeadmTable table = node.Expirations();
        // Leaf certificates and CAs: with an external etcd 6 and 2, with a local one 10 and 3.
        Assert.Equal(variant == Variants.ExternalEtcd ? 8 : 13, table.Lines.Count);
        Agree(table, node.Status());
    }

    [Fact]
    public void On_the_leaves_of_a_node_with_two_CAs_at_which_kubeadm_stops()
    {
        Node node = nodes.Copy(Variants.DualCa);
        KubeadmTable table = node.Expirations(whole: false);
        Assert.Equal(10, table.Lines.Count);
        Agree(table, node.Status());
    }

    [Fact]
    public void On_what_is_managed_elsewhere()
    {
        // kubeadm 1.20 cannot read kubeconfigs without ca.key, but it continues if the kubeconfigs are missing.
        Node node = nodes.Copy(Variants.ExternalCa);
        foreach (string kubeconfig in (string[])["admin.conf", "controller-manager.conf", "scheduler.conf"])
        {
            File.Delete(node.File(kubeconfig));
        }

        KubeadmTable table = node.Expirations();
        Assert.Equal(["apiserver", "apiserver-kubelet-client", "ca", "front-proxy-ca", "front-proxy-client"],
            table.Lines.Where(line => line.ExternallyManaged).Select(line => line.Name).Order(StringComparer.Ordinal));
        Agree(table, node.Status());
    }

    [Fact]
    public void On_what_is_missing()
    {
        Node node = nodes.Copy(Variants.Default);
        string[] missing = ["apiserver-kubelet-client", "controller-manager.conf", "etcd-peer"];
        File.Delete(node.File("pki/apiserver-kubelet-client.crt"));
        File.Delete(node.File("pki/apiserver-kubelet-client.key"));
        File.Delete(node.File("controller-manager.conf"));
        File.Delete(node.File("pki/etcd/peer.crt"));
        File.Delete(node.File("pki/etcd/peer.key"));
        KubeadmTable table = node.Expirations();
        Assert.Equal(missing, table.Lines.Where(line => line.Missing).Select(line => line.Name).Order(StringComparer.Ordinal));
        Agree(table, node.Status());
    }

    internal static void Agree(KubeadmTable table, IReadOnlyDictionary<string, JsonElement> status)
    {
        string kubeadm = string.Join('\n', table.Lines.Select(line => Line(line.Name, line.Expires, line.Expired, line.ExternallyManaged)));
        string kubepki = string.Join(
            '\n',
            table.Lines.Select(line => status.TryGetValue(line.Name, out JsonElement item) ? Line(item) : $"{line.Name} is not reported"));
        Assert.Equal(kubeadm, kubepki);
    }

    private static string Line(JsonElement item) => item.GetProperty("state").GetString() == "missing"
        ? Line(item.GetProperty("name").GetString()!, null, false, false)
        : Line(
            item.GetProperty("name").GetString()!,
            item.GetProperty("notAfter").GetDateTimeOffset(),
            item.GetProperty("state").GetString() == "expired",
            item.GetProperty("externallyManaged").GetBoolean());

    // kubeadm prints times to the minute, and only the name of a missing file.
    private static string Line(string name, DateTimeOffset? expires, bool expired, bool external) =>
        expires is null
            ? $"{name} is missing"
            : $"{name} until {expires:yyyy-MM-dd HH:mm}, expired: {expired}, externally managed: {external}";
}
