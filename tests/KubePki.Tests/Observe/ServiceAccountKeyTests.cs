using KubePki.Judge;
using KubePki.Observe;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Observe;

/// <summary>The service account pair if the API server verifies with more than one key.</summary>
public sealed class ServiceAccountKeyTests
{
    private const string Pki = "/etc/kubernetes/pki";

    [Fact]
    public void Of_several_files_the_one_that_belongs_to_the_key_counts()
    {
        using var node = WithFiles("old.pub", "sa.pub");
        using var other = WithFiles("sa.pub", "old.pub");
        foreach (var one in new[] { node, other })
        {
            WriteOldKey(one);
            var item = one.State.Find("sa")!;
            Assert.Equal(($"{Pki}/sa.pub", null, null), (item.Path, item.Problem, item.KeyProblem));
            Assert.Equal([$"{Pki}/sa.pub", $"{Pki}/old.pub", $"{Pki}/sa.key"], item.Files.Select(f => f.Path));
            Assert.Equal(EntryStatus.Ok, one.Verdict("sa").Status);
        }
    }

    [Fact]
    public void One_of_several_that_is_missing_is_told_and_is_no_missing_pair()
    {
        using var node = WithFiles("old.pub", "sa.pub");
        var item = node.State.Find("sa")!;
        item.Problem.IsOf(ObserveMessages.VerificationKeyMissing);
        Assert.False(item.IsMissing);
    }

    [Fact]
    public void A_key_that_no_file_verifies_is_a_mismatch()
    {
        using var node = WithFiles("old.pub", "sa.pub");
        WriteOldKey(node);
        using var stranger = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        node.Write($"{Pki}/sa.key", stranger.ToPem());
        node.State.Find("sa")!.Problem.IsOf(X509Messages.KeyMismatch);
    }

    private static TestNode WithFiles(params string[] names)
    {
        var node = new TestNode();
        node.WriteManifest(
            "kube-apiserver", [$"--client-ca-file={Pki}/ca.crt", .. names.Select(n => $"--service-account-key-file={Pki}/{n}")]);
        return node;
    }

    private static void WriteOldKey(TestNode node)
    {
        using var old = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        node.Write($"{Pki}/old.pub", Pem.Write("PUBLIC KEY", old.PublicKey));
    }
}
