using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>
/// From the same start kubepki renews one copy and kubeadm the other: the results may differ in key, serial number, signature
/// and dates, and in nothing else.
/// </summary>
public sealed partial class SameStructure(Nodes nodes)
{
    private static readonly string[] MayDiffer = ["file", "serial", "notBefore", "notAfter"];

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Certificates_are_equal_but_for_serial_key_signature_and_dates(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = RenewBoth(variant);
        string[] paths = [.. Certificates.Of(start).Select(certificate => certificate.Path)];
        string[] byKubePki = [.. Structures(kubepki, paths)], byKubeadm = [.. Structures(kubeadm, paths)];
        Assert.Equal(byKubeadm, byKubePki);
        Assert.Equal([.. Structures(start, paths)], byKubePki);

        string[] renewed = [.. Certificates.RenewedByKubeadm(start).Select(certificate => certificate.Path)];
        Assert.NotEmpty(renewed);
        Assert.All(Ends(kubepki, renewed).Zip(Ends(kubeadm, renewed)), ends => Assert.InRange((ends.First - ends.Second).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Files_are_the_same_kind_and_as_readable(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = RenewBoth(variant);
        Assert.Equal(start.Files(), kubepki.Files());
        Assert.Equal(Shapes(kubeadm), Shapes(kubepki));
        Assert.Empty(Chains.Mismatches(kubepki));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubeconfigs_are_equal_but_for_the_users_certificate_and_key(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = RenewBoth(variant);
        foreach (string file in start.Files().Where(Node.IsKubeconfig))
        {
            string kept = WithoutUser(kubepki, file);
            Assert.Equal(WithoutUser(start, file), kept);
            string theirs = WithoutUser(kubeadm, file);
            Assert.Equal(WithoutTrust(theirs), WithoutTrust(kept));
            if (variant != Variants.DualCa)
            {
                Assert.Equal(theirs, kept);
            }
        }
    }

    /// <summary>
    /// Where kubepki differs on purpose: in the middle of a CA rotation kubeconfigs trust the old and the new CA, and kubeadm's
    /// renewal writes only the first one back, which locks the client out as soon as the API server changes over.
    /// </summary>
    [Theory]
    [InlineData("admin.conf")]
    [InlineData("controller-manager.conf")]
    [InlineData("scheduler.conf")]
    public void Kubeadm_destroys_the_bundle_of_two_CAs_and_kubepki_keeps_it(string file)
    {
        (_, Node kubepki, Node kubeadm) = RenewBoth(Variants.DualCa);
        Assert.Single(Node.PemTypes(kubeadm.Embedded(file, "certificate-authority-data")));
        Assert.Equal(File.ReadAllText(kubepki.File("pki/ca.crt")), kubepki.Embedded(file, "certificate-authority-data"));
    }

    private (Node Start, Node KubePki, Node Kubeadm) RenewBoth(string variant) => nodes.Shared($"both-{variant}", () =>
    {
        Node start = nodes.Copy(variant), kubepki = nodes.CopyOf(start), kubeadm = nodes.CopyOf(start);
        kubepki.KubePkiRenewsAll().Expect();
        kubeadm.KubeadmRenewsAll();
        return (start, kubepki, kubeadm);
    });

    private static IEnumerable<string> Structures(Node node, IReadOnlyList<string> paths) =>
        paths.Zip(GoVerify.Describe(paths.Select(node.CertificatePem)), (path, description) =>
        {
            foreach (string field in MayDiffer)
            {
                Assert.True(description.Remove(field), $"goverify does not describe {field}");
            }

            return $"{path}: {description.ToJsonString()}";
        });

    private static IEnumerable<DateTimeOffset> Ends(Node node, IReadOnlyList<string> paths) =>
        GoVerify.Describe(paths.Select(node.CertificatePem)).Select((JsonObject description) => DateTimeOffset.Parse(description["notAfter"]!.GetValue<string>()));

    private static IEnumerable<string> Shapes(Node node) => node.Files().Select(file =>
    {
        string text = File.ReadAllText(node.File(file));
        string inside = Node.IsKubeconfig(file) ? node.CertificatePem(file) + node.KeyPem(file) : "";
        return $"{file} {Convert.ToString((int)File.GetUnixFileMode(node.File(file)), 8)}: {string.Join(", ", Node.PemTypes(text + inside))}";
    });

    private static string WithoutUser(Node node, string file) => UserFields().Replace(File.ReadAllText(node.File(file)), "$1: ");

    private static string WithoutTrust(string kubeconfig) => TrustField().Replace(kubeconfig, "$1: ");

    [GeneratedRegex("(client-certificate-data|client-key-data): .*")]
    private static partial Regex UserFields();

    [GeneratedRegex("(certificate-authority-data): .*")]
    private static partial Regex TrustField();
}
