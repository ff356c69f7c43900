using KubePki.Authentication;
using KubePki.Tests.Kit;
using KubePki.X509;
using static KubePki.Tests.Authentication.AuthenticationKit;

namespace KubePki.Tests.Authentication;

/// <summary>
/// Client certificates: the common name is the user, the organizations are the groups. A refused client does not become anonymous.
/// </summary>
public sealed class CertificateAuthenticationTests : IDisposable
{
    private readonly AuthenticationKit _kit = new();

    [Theory]
    [InlineData("admin.conf", "kubernetes-admin", "kubeadm:cluster-admins")]
    [InlineData("super-admin.conf", "kubernetes-super-admin", "system:masters")]
    [InlineData("controller-manager.conf", "system:kube-controller-manager", null)]
    [InlineData("scheduler.conf", "system:kube-scheduler", null)]
    [InlineData("kubelet.conf", "system:node:cp1", "system:nodes")]
    [InlineData("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "kubeadm:cluster-admins")]
    [InlineData("/root/.kube/config", "kubernetes-admin", "kubeadm:cluster-admins")]
    public void The_nodes_own_clients_are_who_their_certificates_say(string item, string user, string? group)
    {
        var report = _kit.Item(item);
        Assert.Equal(AuthenticationVerdict.Accepted, report.Verdict);
        Assert.Equal(user, report.Identity!.UserName);
        Assert.Equal(group is null ? ["system:authenticated"] : [group, "system:authenticated"], report.Identity.Groups);
        Assert.Equal(_kit.Node.State.Find(item)!.Certificate!.NotAfter, report.Identity.ExpiresAt);
        Assert.Equal(
            [$"X509SHA256={_kit.Node.State.Find(item)!.Certificate!.Fingerprint}"],
            report.Identity.Extra["authentication.kubernetes.io/credential-id"]);
        Assert.Equal(StepOutcome.Accepts, Step(report, "client-certificate").Outcome);
        Assert.Equal(StepOutcome.Refuses, Step(report, "request-header").Outcome);
        Assert.Equal(StepOutcome.NotAsked, Step(report, "service-account").Outcome);
        CanBeRead(report);
    }

    [Theory]
    [InlineData("front-proxy-client")]
    [InlineData("etcd-server")]
    [InlineData("apiserver-etcd-client")]
    public void Certificates_of_other_cas_are_refused(string item)
    {
        var report = _kit.Item(item);
        Assert.True(report is { Verdict: AuthenticationVerdict.Refused, Identity: null });
        Step(report, "client-certificate").Reason.IsOf(X509Messages.UnknownAuthority);
        CanBeRead(report);
    }

    [Fact]
    public void The_front_proxy_itself_names_nobody()
        => Step(_kit.Item("front-proxy-client"), "request-header").Reason.IsOf(AuthenticationMessages.NoHeader);

    [Fact]
    public void A_proxy_under_another_name_is_not_allowed()
    {
        _kit.Flag("requestheader-allowed-names", "other");
        Step(_kit.Item("front-proxy-client"), "request-header").Reason.IsOf(AuthenticationMessages.ProxyNotAllowed);
        _kit.Flag("requestheader-allowed-names", null);
        Step(_kit.Item("front-proxy-client"), "request-header").Reason.IsOf(AuthenticationMessages.NoHeader);
    }

    [Fact]
    public void A_servers_certificate_is_no_clients()
    {
        var report = _kit.Item("apiserver");
        Assert.Equal(AuthenticationVerdict.Refused, report.Verdict);
        Step(report, "client-certificate").Reason.IsOf(X509Messages.WrongUsage);
    }

    [Fact]
    public void Dates_decide()
    {
        var authority = _kit.Node.Authority("ca");
        var (past, future) = (Client("CN=a") with { NotBefore = _kit.Node.Now.AddDays(-9), NotAfter = _kit.Node.Now.AddDays(-1) },
            Client("CN=a") with { NotBefore = _kit.Node.Now.AddDays(1), NotAfter = _kit.Node.Now.AddDays(9) });
        Step(_kit.Certificate(past.SignedBy(authority)), "client-certificate").Reason.IsOf(X509Messages.Expired);
        Step(_kit.Certificate(future.SignedBy(authority)), "client-certificate").Reason.IsOf(X509Messages.NotYetValid);
    }

    [Fact]
    public void Several_organizations_are_several_groups()
        => Assert.Equal(
            ["b", "c", "system:authenticated"],
            _kit.Certificate(Client("O=c,O=b,CN=a").SignedBy(_kit.Node.Authority("ca"))).Identity!.Groups.Order());

    [Fact]
    public void Without_a_common_name_there_is_no_user_and_what_the_proxy_refused_is_not_anonymous()
    {
        var report = _kit.Certificate(Client("O=b").SignedBy(_kit.Node.Authority("ca")));
        Step(report, "client-certificate").Reason.IsOf(AuthenticationMessages.NoCommonName);
        Assert.Equal(AuthenticationVerdict.Refused, report.Verdict);
        Assert.Contains(report.Remarks, r => r.Is(AuthenticationMessages.AfterRefusal));
        _kit.Flag("requestheader-client-ca-file", null);
        Assert.Equal(AuthenticationVerdict.Anonymous, _kit.Certificate(Client("O=b").SignedBy(_kit.Node.Authority("ca"))).Verdict);
    }

    /// <summary>Neither the anonymous user nor a member of system:unauthenticated becomes a member of system:authenticated.</summary>
    [Theory]
    [InlineData("CN=system:anonymous", "")]
    [InlineData("O=system:unauthenticated,CN=bob", "system:unauthenticated")]
    [InlineData("O=system:authenticated,CN=bob", "system:authenticated")]
    public void A_user_named_anonymous_gets_no_group(string subject, string groups)
        => Assert.Equal(groups, string.Join(' ', _kit.Certificate(Client(subject).SignedBy(_kit.Node.Authority("ca"))).Identity!.Groups));

    [Theory]
    [InlineData("v1.36.2", "1.3.6.1.4.1.57683.2=u-1,CN=ann", AuthenticationVerdict.Accepted, "u-1")]
    [InlineData("v1.33.0", "1.3.6.1.4.1.57683.2=u-1,CN=ann", AuthenticationVerdict.Accepted, "u-1")]
    [InlineData("v1.32.0", "1.3.6.1.4.1.57683.2=u-1,CN=ann", AuthenticationVerdict.Accepted, null)]
    [InlineData("v1.36.2", "1.3.6.1.4.1.57683.2=u-1,1.3.6.1.4.1.57683.2=u-2,CN=ann", AuthenticationVerdict.Refused, null)]
    [InlineData("v1.36.2", "CN=ann", AuthenticationVerdict.Accepted, null)]
    public void The_uid_of_the_subject_is_the_users_from_1_33_on(string version, string subject, object verdict, string? uid)
    {
        using var kit = new AuthenticationKit(version);
        var report = kit.Certificate(Client(subject).SignedBy(kit.Node.Authority("ca")));
        Assert.Equal(((AuthenticationVerdict)verdict, uid), (report.Verdict, report.Identity?.Uid));
        CanBeRead(report);
    }

    [Fact]
    public void The_uid_can_be_switched_off()
    {
        _kit.Flag("feature-gates", "Other=true,AllowParsingUserUIDFromCertAuth=false");
        Assert.Null(_kit.Certificate(Client("1.3.6.1.4.1.57683.2=u-1,CN=ann").SignedBy(_kit.Node.Authority("ca"))).Identity!.Uid);
    }

    [Fact]
    public void A_chain_is_followed()
    {
        var middle = Recipe.Authority("CN=middle").SignedBy(_kit.Node.Authority("ca"));
        var leaf = Client("CN=a").SignedBy(middle);
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Certificate(leaf).Verdict);
        Assert.Equal(
            AuthenticationVerdict.Accepted,
            _kit.Ask(new Credential { Where = "", Certificates = [leaf.Certificate, middle.Certificate] }).Verdict);
    }

    [Fact]
    public void Without_a_client_ca_nobody_looks_at_certificates()
    {
        _kit.Flag("client-ca-file", null);
        Assert.Equal(StepOutcome.Off, Step(_kit.Item("admin.conf"), "client-certificate").Outcome);
    }

    [Fact]
    public void A_ca_that_cannot_be_read_leaves_it_open()
    {
        _kit.Flag("client-ca-file", $"{Pki}/nothing.crt");
        Assert.Equal(AuthenticationVerdict.Undecided, _kit.Item("admin.conf").Verdict);
    }

    [Fact]
    public void The_fingerprint_goes_along_from_1_32_on()
    {
        using var old = new AuthenticationKit("v1.31.0");
        Assert.Empty(old.Item("admin.conf").Identity!.Extra);
    }

    [Fact]
    public void A_request_without_credentials_is_anonymous_if_allowed()
    {
        var nothing = new Credential { Where = "" };
        Assert.Equal(
            ("system:anonymous", AuthenticationVerdict.Anonymous), (_kit.Ask(nothing).Identity!.UserName, _kit.Ask(nothing).Verdict));
        _kit.Flag("anonymous-auth", "false");
        Assert.Contains(_kit.Ask(nothing).Remarks, r => r.Is(AuthenticationMessages.NotAnonymous));
        _kit.Flag("anonymous-auth", "true");
        _kit.Flag("authorization-mode", "AlwaysAllow");
        Assert.Equal(AuthenticationVerdict.Refused, _kit.Ask(nothing).Verdict);
    }

    [Fact]
    public void A_key_that_is_not_its_own_is_remarked()
    {
        _kit.Node.Write($"{Pki}/apiserver-kubelet-client.key", _kit.Node.Text($"{Pki}/apiserver.key"));
        Assert.Contains(_kit.Item("apiserver-kubelet-client").Remarks, r => r.Is(AuthenticationMessages.KeyForeign));
    }

    public void Dispose() => _kit.Dispose();

    private Recipe Client(string subject)
        => new Recipe
        {
            Subject = subject,
            NotBefore = _kit.Node.Now.AddDays(-1),
            NotAfter = _kit.Node.Now.AddDays(9),
        }.With(Recipe.Usages(Oids.ClientAuth));
}
