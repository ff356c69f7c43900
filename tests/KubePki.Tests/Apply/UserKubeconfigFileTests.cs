using KubePki.Apply;
using KubePki.Kubernetes;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>Kubeconfigs for users.</summary>
public sealed class UserKubeconfigFileTests : IDisposable
{
    private static readonly UserKubeconfigSpec Ann = new(
        "ann", ["developers", "on-call", "developers"], Validity.Parse("30d").Must(), KeyAlgorithm.EcdsaP256);
    private readonly TestNode _node = new();
    private readonly Scratch _scratch = new();

    [Fact]
    public void It_contains_the_users_identity_and_only_its_owner_can_read_it()
    {
        var path = $"{_scratch.Path}/ann.conf";
        UserKubeconfigFile.Write(_node.Root, Plan(Ann).Must(), path).Must();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var read = Kubeconfig.Read(File.ReadAllBytes(path), path).Must();
        Assert.Equal((TestNode.Server, "ann@kubernetes", "ann"), (read.Cluster!.Server, read.CurrentContext, read.User!.Name));
        Assert.Equal(_node.Ca.Certificate.ToPem(), read.Cluster.CertificateAuthorityData);
        var certificate = CertificateReader.ReadAll(read.User.CertificateData, "").Must()[0];
        Assert.Equal("ann", certificate.Subject.CommonName);
        Assert.Equal(["developers", "on-call"], certificate.Subject.Organizations.Order());
        Assert.Equal(FixedClock.Today.AddDays(30), certificate.NotAfter);
        Assert.Null(ChainVerifier.Verify(
            certificate, new VerificationRequest([_node.Ca.Certificate], [], FixedClock.Today, Oids.ClientAuth), ""));
        using var key = PrivateKey.Read(read.User.KeyData, "").Must();
        Assert.True(key.Matches(certificate));
    }

    [Fact]
    public void Nothing_that_is_there_is_written_over()
    {
        var path = _scratch.Write("ann.conf", "mine"u8.ToArray());
        UserKubeconfigFile.Write(_node.Root, Plan(Ann).Must(), path).Fails(ApplyMessages.AlreadyThere);
        UserKubeconfigFile.Write(_node.Root, Plan(Ann).Must(), $"{_scratch.Path}/nowhere/ann.conf").Fails(ApplyMessages.NotWritten);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_disk_leaves_nothing_that_the_next_run_would_not_write_over()
        => OwnMounts.WithFullDisk(_scratch.Path, pages: 0, () =>
        {
            UserKubeconfigFile.Write(_node.Root, Plan(Ann).Must(), $"{_scratch.Path}/ann.conf").Fails(ApplyMessages.NotWritten);
            Assert.Equal([$"{_scratch.Path}/ballast"], Directory.EnumerateFileSystemEntries(_scratch.Path));
        });

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void An_invalid_user_name_is_refused(string name) => Plan(Ann with { User = name }).Fails(PlanMessages.BadPersonName);

    [Fact]
    public void A_user_name_of_a_component_is_refused()
    => Plan(Ann with { User = "system:kube-scheduler" }).Fails(PlanMessages.ReservedName);

    [Fact]
    public void Validity_is_capped_to_the_CAs_end()
    {
        var plan = Plan(Ann with { Validity = Validity.Parse("50y").Must() }).Must();
        Assert.Equal((_node.Ca.Certificate.NotAfter, FixedClock.Today.AddDays(50 * 365)), (plan.NotAfter, plan.CappedFrom!.Value));
        Plan(Ann with { Validity = Validity.Parse("2020-01-01").Must() }).Fails(PlanMessages.EndsInThePast);
    }

    [Fact]
    public void Without_the_CAs_key_nothing_can_be_made()
    {
        _node.Delete("/etc/kubernetes/pki/ca.key");
        Plan(Ann).Fails(PlanMessages.External);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("123")]
    [InlineData("a: b #c")]
    [InlineData("安")]
    [InlineData("o'neil \"x\" \\")]
    [InlineData("ann@example.com")]
    [InlineData("1e3")]
    public void Any_name_is_read_back_as_it_is(string name)
    {
        var content = KubeconfigComposer.Embedded(name, "https://a", "ca"u8.ToArray(), name, "c"u8.ToArray(), "k"u8.ToArray());
        var read = Kubeconfig.Read(content, "x").Must();
        Assert.Equal((name, name, $"{name}@{name}"), (read.User!.Name, read.Cluster!.Name, read.CurrentContext));
    }

    public void Dispose()
    {
        _node.Dispose();
        _scratch.Dispose();
    }

    private KubePki.Localization.Outcome<UserKubeconfigPlan> Plan(UserKubeconfigSpec spec)
    {
        var state = _node.State;
        var shown = RebuiltConfiguration.Of(state).Configuration;
        return UserKubeconfigPlan.Of(state, ClusterFacts.Of(shown, shown, "").Must(), spec);
    }
}
