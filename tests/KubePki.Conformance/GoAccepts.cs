using System.Text.Json.Nodes;

namespace KubePki.Conformance;

/// <summary>Go's crypto/x509 accepts every renewed chain for its use and under each of its names.</summary>
public sealed class GoAccepts(Nodes nodes)
{
    public static TheoryData<string, string> Renewals
        => new MatrixTheoryData<string, string>(Variants.All.Select(row => row.Data), RenewalOptions.All);

    [Theory, MemberData(nameof(Renewals))]
    public void Every_renewed_chain(string variant, string options)
    {
        (Node before, Node after) = nodes.Renewed(variant, options);
        Assert.Equal(
            Certificates.RenewableOn(before).Select(certificate => certificate.Name).Order(StringComparer.Ordinal),
            Chains.Renewed(Chains.Serials(before), Chains.Serials(after)));
        Assert.Empty(Chains.Complaints(after));
        Assert.Empty(Chains.Mismatches(after));
    }

    public static TheoryData<string, string> NewKeys
        => new MatrixTheoryData<string, string>(Variants.All.Select(row => row.Data), RenewalOptions.NewKeys);

    [Theory, MemberData(nameof(NewKeys))]
    public void With_new_keys_of_the_kind_asked_for(string variant, string options)
    {
        (Node before, Node after) = nodes.Renewed(variant, options);
        string[] renewed = [.. Certificates.RenewableOn(before).Select(certificate => certificate.Path)];
        Assert.All(
            GoVerify.Describe(renewed.Select(after.CertificatePem)), description => Assert.EndsWith(" " + Kind(description), options));
        Assert.All(renewed, path => Assert.NotEqual(before.KeyPem(path), after.KeyPem(path)));
    }

    [Theory, MemberData(nameof(Variants.All), MemberType = typeof(Variants))]
    public void Every_renewed_chain_with_kept_keys(string variant)
    {
        (Node before, Node after) = nodes.Renewed(variant, RenewalOptions.SameKey);
        Assert.All(Certificates.Of(before), certificate => Assert.Equal(before.KeyPem(certificate.Path), after.KeyPem(certificate.Path)));
    }

    /// <summary>The verifier is strict: it refuses kubeadm's certificates for another usage, another name and another CA.</summary>
    [Fact]
    public void Go_refuses_wrong_usages_names_and_CAs()
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

    /// <summary>The kind of key in kubepki's terms.</summary>
    private static string Kind(JsonObject description) => description["keyAlgorithm"]!.GetValue<string>() switch
    {
        "RSA" => $"rsa{description["keySize"]}",
        "ECDSA" => $"ecdsa-p{description["keySize"]}",
        string other => other,
    };
}
