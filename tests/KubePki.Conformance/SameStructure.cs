using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>
/// From the same start, kubepki renews one copy and kubeadm the other: the results may differ only in key, serial number, signature
/// and dates.
/// </summary>
public sealed partial class SameStructure(Nodes nodes)
{
    private static readonly string[] NewEachTime = ["file", "serial", "notBefore", "notAfter"];
    private static readonly string[] KindOfKey = ["keyAlgorithm", "keySize"];

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Certificates_are_equal_but_for_serial_key_signature_and_dates(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = nodes.RenewedByBoth(variant);
        string[] paths = [.. Certificates.Of(start).Select(certificate => certificate.Path)];
        Assert.Equal(Structures(start, paths, but: NewEachTime), Structures(kubepki, paths, but: NewEachTime));
        Assert.Equal(
            Structures(kubeadm, paths, but: [.. NewEachTime, .. KindOfKey]),
            Structures(kubepki, paths, but: [.. NewEachTime, .. KindOfKey]));

        string[] renewed = [.. Certificates.RenewableOn(start).Select(certificate => certificate.Path)];
        Assert.NotEmpty(renewed);
        Assert.All(
            Ends(kubepki, renewed).Zip(Ends(kubeadm, renewed)),
            ends => Assert.InRange((ends.First - ends.Second).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(5)));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Files_are_the_same_kind_and_as_readable(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = nodes.RenewedByBoth(variant);
        Assert.Equal(Shapes(start, start.Files()), Shapes(kubepki, kubepki.Files()));
        IEnumerable<string> files = start.Files().Where(file => variant != Variants.Ecdsa || !Node.IsKubeconfig(file));
        Assert.Equal(Shapes(kubeadm, files), Shapes(kubepki, files));
        Assert.Empty(Chains.Mismatches(kubepki));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Kubeconfigs_are_equal_but_for_the_users_certificate_and_key(string variant)
    {
        (Node start, Node kubepki, Node kubeadm) = nodes.RenewedByBoth(variant);
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
    /// An intended difference: during a CA rotation kubeconfigs trust the old and the new CA. kubeadm's renewal writes back only the first
    /// one, which locks the client out as soon as the API server changes its CA.
    /// </summary>
    [Theory]
    [InlineData("admin.conf")]
    [InlineData("controller-manager.conf")]
    [InlineData("scheduler.conf")]
    public void Kubeadm_destroys_the_bundle_of_two_CAs_and_kubepki_keeps_it(string file)
    {
        (_, Node kubepki, Node kubeadm) = nodes.RenewedByBoth(Variants.DualCa);
        Assert.Single(Node.PemTypes(kubeadm.Embedded(file, "certificate-authority-data")));
        Assert.Equal(File.ReadAllText(kubepki.File("pki/ca.crt")), kubepki.Embedded(file, "certificate-authority-data"));
    }

    /// <summary>
    /// Another difference: with the feature gate for elliptic curves kubeadm 1.20 still creates kubeconfigs with RSA keys, and its
    /// renewal changes them. kubepki changes the kind of a key only on request.
    /// </summary>
    [Fact]
    public void Kubeadm_changes_the_kind_of_a_key_and_kubepki_keeps_it()
    {
        (_, Node kubepki, Node kubeadm) = nodes.RenewedByBoth(Variants.Ecdsa);
        Assert.Equal(["EC PRIVATE KEY"], Node.PemTypes(kubeadm.KeyPem("admin.conf")));
        Assert.Equal(["RSA PRIVATE KEY"], Node.PemTypes(kubepki.KeyPem("admin.conf")));
    }

    private static IEnumerable<string> Structures(Node node, IReadOnlyList<string> paths, IReadOnlyList<string> but) =>
        paths.Zip(GoVerify.Describe(paths.Select(node.CertificatePem)), (path, description) =>
        {
            foreach (string field in but)
            {
                Assert.True(description.Remove(field), $"goverify does not describe {field}");
            }

            return $"{path}: {description.ToJsonString()}";
        });

    private static IEnumerable<DateTimeOffset> Ends(Node node, IReadOnlyList<string> paths) =>
        GoVerify.Describe(paths.Select(node.CertificatePem))
            .Select((JsonObject description) => DateTimeOffset.Parse(description["notAfter"]!.GetValue<string>()));

    private static IEnumerable<string> Shapes(Node node, IEnumerable<string> files) => files.Select(file =>
    {
        string text = File.ReadAllText(node.File(file));
        string inside = Node.IsKubeconfig(file) ? node.CertificatePem(file) + node.KeyPem(file) : "";
        return $"{file} {Convert.ToString((int)File.GetUnixFileMode(node.File(file)), 8)}: "
            + $"{string.Join(", ", Node.PemTypes(text + inside))}";
    });

    private static string WithoutUser(Node node, string file) => UserFields().Replace(File.ReadAllText(node.File(file)), "$1: ");

    private static string WithoutTrust(string kubeconfig) => TrustField().Replace(kubeconfig, "$1: ");

    [GeneratedRegex("(client-certificate-data|client-key-data): .*")]
    private static partial Regex UserFields();

    [GeneratedRegex("(certificate-authority-data): .*")]
    private static partial Regex TrustField();
}
