namespace KubePki.Conformance;

/// <summary>After `kubepki renew all` kubeadm reads everything and shows the new dates.</summary>
public sealed class RenewedIsReadable(Nodes nodes)
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(3 * 365);

    public static TheoryData<string, string> Renewals => new MatrixTheoryData<string, string>(
        Variants.FullyReported.Select(row => row.Data), RenewalOptions.All);

    [Theory, MemberData(nameof(Renewals))]
    public void Kubeadm_shows_the_new_dates(string variant, string options)
    {
        (Node before, Node after) = nodes.Renewed(variant, options);
        KubeadmTable old = before.Expirations(), table = after.Expirations();
        string[] renewed = [.. Certificates.RenewableOn(before).Select(certificate => certificate.Name)];

        Assert.Equal(old.Lines.Select(line => line.Name), table.Lines.Select(line => line.Name));
        Assert.Empty(renewed.Except(table.Lines.Select(line => line.Name)));
        Assert.All(table.Lines, line =>
        {
            if (renewed.Contains(line.Name))
            {
                // Renewed within this test run, which takes minutes.
                DateTimeOffset latest = DateTimeOffset.UtcNow + Validity;
                Assert.InRange(line.Expires!.Value, latest.AddHours(-1), latest);
            }
            else
            {
                Assert.Equal(old[line.Name], line);
            }
        });
        StatusAgrees.Agree(table, after.Status());
    }
}
