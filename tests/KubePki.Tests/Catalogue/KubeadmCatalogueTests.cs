using KubePki.Catalogue;

namespace KubePki.Tests.Catalogue;

public sealed class KubeadmCatalogueTests
{
    [Fact]
    public void Names_are_unique_and_issuers_are_authorities_of_the_table()
    {
        Assert.Equal(KubeadmCatalogue.Entries.Count, KubeadmCatalogue.Entries.Select(e => e.Name).Distinct().Count());
        Assert.All(
            KubeadmCatalogue.Entries.Where(e => e.Issuer is not null),
            e => Assert.Equal(EntryKind.CertificateAuthority, KubeadmCatalogue.Find(e.Issuer!)!.Kind));
        Assert.Null(KubeadmCatalogue.Find("nobody"));
    }

    [Fact]
    public void Only_authorities_and_bare_keys_have_no_issuer_and_are_not_renewed()
    {
        foreach (var entry in KubeadmCatalogue.Entries)
        {
            var isRoot = entry.Kind is EntryKind.CertificateAuthority or EntryKind.ServiceAccountKey;
            Assert.Equal(isRoot, entry.Issuer is null);
            Assert.Equal(isRoot, entry.Renewal == RenewalRule.Never);
            Assert.Equal(isRoot, entry.ServesAs == Role.None);
            Assert.Equal(entry.Kind == EntryKind.Kubeconfig, entry.KeyPath is null);
            Assert.NotEmpty(entry.Uses);
        }
    }

    [Fact]
    public void Every_leaf_comes_after_its_authority()
    {
        var names = KubeadmCatalogue.Entries.Select(e => e.Name).ToList();
        Assert.All(
            KubeadmCatalogue.Entries.Where(e => e.Issuer is not null), e => Assert.True(names.IndexOf(e.Issuer!) < names.IndexOf(e.Name)));
    }

    [Theory]
    [InlineData("ca", "ca.crt", "ca.key", BaseDirectory.Certificates)]
    [InlineData("etcd-peer", "etcd/peer.crt", "etcd/peer.key", BaseDirectory.Certificates)]
    [InlineData("sa", "sa.pub", "sa.key", BaseDirectory.Certificates)]
    [InlineData("admin.conf", "admin.conf", null, BaseDirectory.Kubernetes)]
    public void Paths_are_kubeadms(string name, string certificate, string? key, object directory)
    {
        var entry = KubeadmCatalogue.Find(name)!;
        Assert.Equal((certificate, key, (BaseDirectory)directory), (entry.CertificatePath, entry.KeyPath, entry.Base));
    }

    [Theory]
    [InlineData(ReloadBehavior.AtStart, 0, 34, true)]
    [InlineData(ReloadBehavior.Reloads, 17, 16, true)]
    [InlineData(ReloadBehavior.Reloads, 17, 17, false)]
    [InlineData(ReloadBehavior.Reloads, 17, null, true)]
    [InlineData(ReloadBehavior.EachHandshake, 0, null, false)]
    public void What_needs_a_restart(object pickup, int since, int? version, bool restart)
        => Assert.Equal(restart, new Use("c", null, null, (ReloadBehavior)pickup, since).NeedsRestart(version));

    [Fact]
    public void Etcds_own_certificates_are_known()
        => Assert.Equal(
            ["etcd-ca", "etcd-server", "etcd-peer", "etcd-healthcheck-client"],
            KubeadmCatalogue.Entries.Where(e => e.IsEtcdServerSide).Select(e => e.Name));
}
