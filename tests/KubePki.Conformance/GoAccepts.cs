using System.Text.Json.Nodes;

namespace KubePki.Conformance;

/// <summary>Go's crypto/x509 accepts every renewed chain for its use and under each of its names.</summary>
public sealed class GoAccepts(Nodes nodes)
{
    public static TheoryData<string, string> Renewals => new MatrixTheoryData<string, string>(
        Variants.All.Select(row => row.Data), ["rsa2048", "ecdsa-p256", "ecdsa-p384"]);

    [Theory, MemberData(nameof(Renewals))]
    public void Every_renewed_chain(string variant, string algorithm)
    {
        Node node = nodes.Copy(variant);
        IReadOnlyDictionary<string, string> before = Chains.Serials(node);
        node.KubePkiRenewsAll("--key-algorithm", algorithm).Expect();

        Certificate[] renewed = [.. Certificates.RenewedByKubePki(node)];
        Assert.Equal(renewed.Select(certificate => certificate.Name).Order(StringComparer.Ordinal), Chains.Renewed(before, Chains.Serials(node)));
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
        Assert.All(GoVerify.Describe(renewed.Select(certificate => node.CertificatePem(certificate.Path))), description => Assert.Equal(algorithm, Key(description)));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Every_chain_renewed_with_its_old_key(string variant)
    {
        Node node = nodes.Copy(variant);
        IReadOnlyDictionary<string, string> before = Chains.Serials(node);
        string[] keys = Keys(node);
        node.KubePkiRenewsAll("--reuse-key").Expect();

        Assert.Equal(
            Certificates.RenewedByKubePki(node).Select(certificate => certificate.Name).Order(StringComparer.Ordinal),
            Chains.Renewed(before, Chains.Serials(node)));
        Assert.Equal(keys, Keys(node));
        Assert.Empty(Chains.Complaints(node));
        Assert.Empty(Chains.Mismatches(node));
    }

    /// <summary>The judge is strict: what kubeadm made is refused for another use, another name and under another CA.</summary>
    [Fact]
    public void And_refuses_what_it_must()
    {
        Node node = nodes.Copy(Variants.Default), stranger = nodes.Copy(Variants.ExtraSans);
        string roots = File.ReadAllText(node.File("pki/ca.crt")), leaf = node.CertificatePem("pki/apiserver.crt");
        IReadOnlyList<string> complaints = GoVerify.Complaints(
        [
            GoVerify.Question("as it is", roots, leaf, "serverAuth", "kubernetes.default.svc"),
            GoVerify.Question("other use", roots, leaf, "clientAuth"),
            GoVerify.Question("other name", roots, leaf, "serverAuth", "elsewhere.example.com"),
            GoVerify.Question("other CA", File.ReadAllText(stranger.File("pki/ca.crt")), leaf, "serverAuth"),
        ]);
        Assert.Equal(["other use", "other name", "other CA"], complaints.Select(complaint => complaint.Split(':')[0]));
    }

    private static string[] Keys(Node node) => [.. Certificates.Of(node).Select(certificate => node.KeyPem(certificate.Path))];

    private static string Key(JsonObject description) =>
        $"{description["keyAlgorithm"]!.GetValue<string>().ToLowerInvariant()}{(description["keyAlgorithm"]!.GetValue<string>() == "ECDSA" ? "-p" : "")}{description["keySize"]!.GetValue<int>()}";
}
