namespace KubePki.Conformance;

/// <summary>After `kubepki renew all` kubeadm reads everything and shows the new dates.</summary>
public sealed class RenewedIsReadable(Nodes nodes)
{
    public static TheoryData<string, string> Renewals => new MatrixTheoryData<string, string>(
        Variants.FullyReported.Select(row => row.Data), ["", "--key-algorithm ecdsa-p256", "--key-algorithm ecdsa-p384", "--reuse-key"]);

    [Theory, MemberData(nameof(Renewals))]
    public void Kubeadm_shows_the_new_dates(string variant, string options)
    {
        Node node = nodes.Copy(variant);
        KubeadmTable before = node.Expirations();
        DateTimeOffset earliest = DateTimeOffset.UtcNow.AddDays(3 * 365).AddMinutes(-1);
        node.KubePkiRenewsAll(["--validity", "3y", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Expect();
        KubeadmTable after = node.Expirations();

        Assert.Equal(before.Lines.Select(line => line.Name), after.Lines.Select(line => line.Name));
        HashSet<string> renewed = [.. Certificates.RenewedByKubeadm(node).Select(certificate => certificate.Name)];
        Assert.All(after.Lines, line =>
        {
            if (renewed.Contains(line.Name))
            {
                Assert.InRange(line.Expires!.Value, earliest, DateTimeOffset.UtcNow.AddDays(3 * 365));
            }
            else
            {
                Assert.Equal(before[line.Name], line);
            }
        });
        StatusAgrees.Agree(after, node.Status());
    }
}
