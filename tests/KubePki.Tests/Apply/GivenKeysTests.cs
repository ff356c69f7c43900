using System.Security.Cryptography;
using System.Text;
using KubePki.Apply;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>CA keys that are kept elsewhere and provided for one run.</summary>
public sealed class GivenKeysTests
{
    [Fact]
    public void With_the_key_given_a_renewal_is_as_any_other_and_the_key_is_nowhere_on_the_node()
    {
        using var node = new TestNode();
        var key = PrivateKey.Read(node.Ca.Key.ToPem(), "away").Must();
        node.Delete("/etc/kubernetes/pki/ca.key");
        Assert.Equal(["external"], node.Plan("apiserver").Refusals.Select(r => r.Id));
        using var given = new GivenKeys();
        given.Add("ca", key, "/away/ca.key");
        var state = given.Into(node.State).Must();
        var plan = RenewalPlanner.Plan(state, new RenewalSpec { Names = ["apiserver", "admin.conf"] });
        Assert.Empty(plan.Refusals);
        new RenewalExecution(node.Root, node.Clock, node.Transactions, given).Run(state, plan, "{}"u8.ToArray(), () => { }).Must();
        Assert.Null(node.Verdict("apiserver").Problem);
        var secret = Convert.ToBase64String(node.Ca.Key.ToPem())[100..140];
        var whole = Encoding.ASCII.GetString(node.Ca.Key.ToPem()).Split('\n')[1];
        Assert.All(
            Directory.EnumerateFiles(
                node.OnDisk("/"), "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }),
            file =>
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(whole, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Of_one_CA_there_is_one_key()
    {
        using var given = new GivenKeys();
        given.Add("ca", PrivateKey.Create(KeyAlgorithm.EcdsaP256), "/one");
        using var second = PrivateKey.Create(KeyAlgorithm.EcdsaP256);
        Assert.Throws<ArgumentException>(() => given.Add("ca", second, "/two"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_CAs_key_is_a_problem_of_the_file_it_came_from_whether_or_not_the_node_has_the_right_one(bool hasKey)
    {
        using var node = new TestNode();
        if (!hasKey)
        {
            node.Delete("/etc/kubernetes/pki/ca.key");
        }

        using var given = new GivenKeys();
        given.Add("ca", PrivateKey.Read(node.EtcdCa.Key.ToPem(), "").Must(), "/away/ca.key");
        var refusal = given.Into(node.State).Fails(ApplyMessages.NotTheKeyOf);
        Assert.Equal(("/away/ca.key", "ca"), (refusal.Where, refusal.Arguments[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_encrypted_key_is_opened_with_its_passphrase_only(bool isRsa)
    {
        using AsymmetricAlgorithm made = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var pem = Encoding.ASCII.GetBytes(made.ExportEncryptedPkcs8PrivateKeyPem(
            "pass phrase ü", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048)));
        Assert.True(PrivateKey.IsEncrypted(pem));
        using var read = PrivateKey.ReadEncrypted(pem, "pass phrase ü"u8, "k").Must();
        Assert.Equal(made.ExportSubjectPublicKeyInfo(), read.PublicKey);
        PrivateKey.ReadEncrypted(pem, "another"u8, "k").Fails(X509Messages.WrongPassphrase);
        PrivateKey.ReadEncrypted(pem, default, "k").Fails(X509Messages.WrongPassphrase);
        PrivateKey.Read(pem, "k").Fails(X509Messages.EncryptedKey);
        Assert.False(PrivateKey.IsEncrypted(read.ToPem()));
    }
}
