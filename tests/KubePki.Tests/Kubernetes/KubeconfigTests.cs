using System.Text;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

public sealed class KubeconfigTests
{
    private const string Two = """
        apiVersion: v1
        kind: Config
        clusters:
        - cluster: {server: "https://one:6443", certificate-authority-data: AQI=}
          name: one
        - cluster: {server: "https://two:6443", certificate-authority: /ca.crt}
          name: two
        contexts:
        - context: {cluster: two, user: b}
          name: second
        users:
        - name: a
          user: {client-certificate-data: AQ==, client-key-data: Ag==}
        - name: b
          user: {client-certificate: c.crt, client-key: c.key, token: x}

        """;

    [Fact]
    public void The_current_context_says_which_user_and_cluster()
    {
        var kubeconfig = Read(Two + "current-context: second\n").Must();
        Assert.Equal(("b", "two"), (kubeconfig.User!.Name, kubeconfig.Cluster!.Name));
        Assert.Null(kubeconfig.CurrentUserProblem);
        Assert.Equal(
            ("c.crt", "c.key", true), (kubeconfig.User.CertificatePath, kubeconfig.User.KeyPath, kubeconfig.User.HasOtherCredential));
        Assert.Equal("/ca.crt", kubeconfig.Cluster.CertificateAuthorityPath);
        Assert.Equal([1, 2], kubeconfig.Clusters[0].CertificateAuthorityData!);
        Assert.False(kubeconfig.Users[0].HasOtherCredential);
    }

    [Theory]
    [InlineData("", "no-current-context")]
    [InlineData("current-context: \"\"\n", "no-current-context")]
    [InlineData("current-context: null\n", "no-current-context")]
    [InlineData("current-context: other\n", "context-not-found")]
    public void Without_one_among_several_the_reason_is_told(string line, string id)
    {
        var kubeconfig = Read(Two + line).Must();
        Assert.Null(kubeconfig.User);
        Assert.Equal(id, kubeconfig.CurrentUserProblem!.Id);
    }

    [Fact]
    public void Without_one_the_only_user_is_meant()
        => Assert.Equal(
            "a", Read("kind: Config\nclusters: []\nusers:\n- name: a\n  user: {client-certificate-data: AQ==}\n").Must().User!.Name);

    [Theory]
    [InlineData("user: \"\"")]
    [InlineData("cluster: two")]
    public void A_context_without_a_user_makes_its_holder_anonymous(string context)
    {
        var kubeconfig = Read(Two.Replace("{cluster: two, user: b}", $"{{{context}}}", StringComparison.Ordinal)
            + "current-context: second\n")
            .Must();
        Assert.True(kubeconfig.IsAnonymous);
        kubeconfig.CurrentUserProblem.IsOf(KubernetesMessages.NoUser);
    }

    [Theory]
    [InlineData("AQ==", "AQ==", "")]
    [InlineData("AQ==", "|-\n      A\n      Q==", "")]
    [InlineData("AQ==", ">-\n      A\n      Q==", "bad-base64")]
    [InlineData("AQ==", "\"A\n      Q==\"", "bad-base64")]
    [InlineData("\"https://two:6443\"", "7", "field-type")]
    [InlineData("token: x", "token: yes", "field-type")]
    [InlineData("- name: a", "- name: 1", "field-type")]
    [InlineData("current-context: second", "", "no-current-context")]
    public void What_client_go_refuses_is_told_though_it_is_read(string from, string to, string id)
    {
        var text = (Two + "current-context: second\n").Replace(
            "  user: {client-certificate-data: AQ==, client-key-data: Ag==}",
            "  user:\n    client-certificate-data: AQ==\n    client-key-data: Ag==", StringComparison.Ordinal);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var kubeconfig = Read(text.Replace(from, to, StringComparison.Ordinal)).Must();
        Assert.Equal(id, kubeconfig.Refusal?.Id ?? "");
        Assert.Equal(2, kubeconfig.Users.Count);
    }

    [Fact]
    public void A_context_whose_user_is_not_there_is_told()
    {
        var kubeconfig = Read("current-context: c\ncontexts:\n- name: c\n  context: {user: gone, cluster: x}\nusers: []\nclusters: []\n")
            .Must();
        kubeconfig.CurrentUserProblem.IsOf(KubernetesMessages.UserNotFound);
        Assert.Null(kubeconfig.Cluster);
    }

    [Theory]
    [InlineData("kind: Config\nusers:\n- name: a\n  user:\n    client-certificate-data: '%%'\n", "bad-base64")]
    [InlineData("kind: Config\nusers:\n\t- name: a\n", "broken-yaml")]
    [InlineData("kind: Config\nusers: [\n", "broken-yaml")]
    [InlineData("kind: Pod\nusers: []\n", "wrong-kind")]
    [InlineData("kind: Config\n", "wrong-kind")]
    [InlineData("- a\n", "wrong-kind")]
    [InlineData("", "wrong-kind")]
    [InlineData("just words", "wrong-kind")]
    public void What_is_no_kubeconfig_is_told(string text, string id) => Assert.Equal(id, Shows(Read(text)).Id);

    [Fact]
    public void The_place_of_a_mistake_is_told()
    {
        var duplicate = Read("kind: Config\nusers: []\nclusters: []\nusers: [{name: last}]\n").Must();
        Assert.Equal(["4", "1"], Assert.Single(duplicate.Warnings).IsOf(KubernetesMessages.KeyTwice).Arguments);
        Assert.Equal("last", Assert.Single(duplicate.Users).Name);
        Assert.Equal(["3", "1"], Shows(Read("kind: Config\nusers:\n\t- name: a\n")).Arguments);
        Assert.Equal(["4", "1"], Shows(Read("kind: Config\nusers:\n- name: \"a\tb\"\n\tuser: x\n")).Arguments);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told()
        => Kubeconfig.Read([0x6b, 0xff, 0xfe, 0x00, 0x80], "f").Fails(KubernetesMessages.NotText);

    [Fact]
    public void A_null_credential_is_none()
    {
        var user = Read("kind: Config\nusers:\n- name: a\n  user:\n    client-certificate-data: null\n    client-key-data: ~\n")
            .Must().Users[0];
        Assert.Null(user.CertificateData);
        Assert.Null(user.KeyData);
    }

    [Fact]
    public void A_message_never_holds_what_the_file_holds()
    {
        var problem = Shows(Read("kind: Config\nusers:\n- name: a\n  user:\n    client-key-data: \"c2VjcmV0c2VjcmV0\n    x: [\n"));
        Assert.DoesNotContain("c2Vj", problem.Text(Language.English), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_composed_is_read_back(bool embedded)
    {
        var bytes = embedded
            ? KubeconfigComposer.Embedded("kubernetes", "https://10.0.0.1:6443", [1], "kubernetes-admin", [2], [3])
            : KubeconfigComposer.WithFiles(
                "kubernetes", "https://10.0.0.1:6443", [1], "default-auth", "default-context", "/c.pem", "/k.pem");
        var kubeconfig = Kubeconfig.Read(bytes, "f").Must();
        Assert.Equal(embedded ? "kubernetes-admin@kubernetes" : "default-context", kubeconfig.CurrentContext);
        Assert.Equal("https://10.0.0.1:6443", kubeconfig.Cluster!.Server);
        Assert.Equal([1], kubeconfig.Cluster.CertificateAuthorityData!);
        Assert.Equal(embedded ? [2] : null, kubeconfig.User!.CertificateData);
        Assert.Equal(embedded ? null : "/k.pem", kubeconfig.User.KeyPath);
    }

    private static Outcome<Kubeconfig> Read(string text) => Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "f");

    private static Problem Shows(Outcome<Kubeconfig> outcome) => outcome.Problem.IsOf(outcome.Problem!.Message);
}
