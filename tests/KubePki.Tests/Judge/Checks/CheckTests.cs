using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Tests.Files;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge.Checks;

/// <summary>Every check passes on an intact node and fails on a node with its defect.</summary>
public sealed class CheckTests
{
    private const string Pki = "/etc/kubernetes/pki";
    private const string ApiServer = "kube-apiserver";
    private const string ControllerManager = "kube-controller-manager";
    private const string CurrentPem = "/var/lib/kubelet/pki/kubelet-client-current.pem";

    /// <summary>Checks that no state of a node can fail: they are never decided, or have only one result.</summary>
    private static readonly string[] NeverFails = ["cluster-info", "clock-unsynchronised"];

    public static TheoryData<int, string> Rows => [.. NodeBreaks.All.Select((b, i) => (i, b.Check))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_node_that_is_broken_in_its_way_fails_it(int row, string check)
    {
        using var node = new PracticeNode();
        Assert.True(node.Check(check).Answer.Problems.Count == 0, string.Join('\n', node.Check(check).Answer.Problems));
        NodeBreaks.All[row].Break(node);
        var result = node.Check(check);
        Assert.Null(result.Answer.Undecided);
        Assert.NotEmpty(result.Answer.Problems);
        Assert.All(result.Findings, finding =>
        {
            Assert.Equal(check, finding.Check);
            Assert.Contains(finding.Problem.Id, result.Check.Messages.Select(m => m.Id));
            finding.Problem.IsOf(finding.Problem.Message);
        });
    }

    [Fact]
    public void Without_a_kubelet_the_domain_of_services_is_the_configurations()
    {
        using var node = new BareNode();
        var configuration = BareNode.Configuration + "\nnetworking: { dnsDomain: corp.local }\n";
        node.Create(configuration).Must();
        Assert.True(Of(node, configuration).Passed);
        Assert.Single(Of(node, configuration.Replace("corp.local", "blue.local", StringComparison.Ordinal)).Answer.Problems)
            .IsOf(NameMessages.ServiceName);
        Assert.Single(Of(node, BareNode.Configuration).Answer.Problems).IsOf(NameMessages.ServiceName);
        Of(node, null).Answer.Undecided!.IsOf(CheckMessages.NoDomain);
        var joining = BareNode.Configuration[..BareNode.Configuration.IndexOf("---", StringComparison.Ordinal)]
            .Replace(
                "InitConfiguration\nlocalAPIEndpoint: { advertiseAddress: 192.0.2.1 }",
                "JoinConfiguration\ncontrolPlane: { localAPIEndpoint: { advertiseAddress: 192.0.2.1 } }", StringComparison.Ordinal);
        Of(node, joining).Answer.Undecided!.IsOf(CheckMessages.NoDomain);

        static CheckResult Of(BareNode node, string? configuration)
        {
            var state = NodeObserver.Observe(node.Root, node.Clock.Now, configuration is null ? null : BareNode.Read(configuration));
            return Verification.Of(
                state, SurroundingsReader.Read(node.Root, state), TimeSpan.FromDays(30)).Results.Single(r => r.Check.Id == "name-service");
        }
    }

    [Fact]
    public void What_new_nodes_trust_is_compared_when_the_cluster_answers()
    {
        using var node = new PracticeNode();
        CheckAnswer Answer(Outcome<IReadOnlyList<Certificate>>? info)
            => Verification.Of(
                node.State, node.Around with { ClusterInfo = info },
                TimeSpan.FromDays(30)).Results.Single(r => r.Check.Id == "cluster-info").Answer;
        Outcome<IReadOnlyList<Certificate>> Held(params Certificate[] certificates) => certificates.ToList();
        var (ca, other) = (node.State.Find("ca")!.Certificate!, node.State.Find("etcd-ca")!.Certificate!);
        Assert.NotNull(Answer(null).Undecided);
        Assert.True(Answer(Held(other, ca)) is { Undecided: null, Problems.Count: 0 });
        Assert.Equal("cluster-info-other", Assert.Single(Answer(Held(other)).Problems).Id);
        Assert.Equal("cluster-info-none", Assert.Single(Answer(Held()).Problems).Id);
        Assert.Equal("missing", Answer(KubePki.Files.FileMessages.Missing.At("x")).Undecided!.Id);
    }

    [Theory]
    [InlineData("v1.34.0", "clock-unsynchronised", "cluster-info")]
    [InlineData("v1.28.0", "clock-unsynchronised", "cluster-info")]
    [InlineData("v1.20.2", "clock-unsynchronised", "cluster-info")]
    [InlineData("v1.16.0", "clock-unsynchronised", "cluster-info", "kubelet-outdated")]
    public void A_whole_node_passes_what_can_be_decided(string version, params string[] undecided)
    {
        using var node = new PracticeNode(version);
        var verification = node.Verify();
        Assert.Empty(verification.Findings.Where(f => f.Check != "kubelet-embedded").Select(f => f.Problem.ToString()));
        Assert.Equal(undecided, verification.Results.Where(r => r.Answer.Undecided is not null).Select(r => r.Check.Id).Order());
    }

    [Fact]
    public void A_time_service_that_left_its_word_decides()
    {
        using var node = new PracticeNode();
        node.Write("/run/systemd/timesync/synchronized", "");
        Assert.True(node.Check("clock-unsynchronised").Passed);
    }

    [Fact]
    public void What_needs_a_manifest_that_is_not_there_is_not_decided()
    {
        using var node = new PracticeNode();
        node.Delete("/etc/kubernetes/manifests/kube-apiserver.yaml");
        node.Delete("/etc/kubernetes/manifests/etcd.yaml");
        var verification = node.Verify();
        Assert.Equal(["component-manifest", "component-manifest"], verification.Findings.Select(f => f.Check));
        Assert.Subset(
            verification.Results.Where(r => r.Answer.Undecided is not null).Select(r => r.Check.Id).ToHashSet(),
            new HashSet<string> {
                "name-advertised", "token-signer", "static-tokens", "etcd-client-auth", "name-etcd-peer", "admin-split",
            });
    }

    [Fact]
    public void Every_check_has_something_that_breaks_it()
        => Assert.Empty(CheckTable.Checks.Select(c => c.Id).Except(NodeBreaks.All.Select(b => b.Check)).Except(NeverFails)
            .Except(["file-owner", "home-owner"]));

    [Fact]
    public void Owners_are_checked()
    {
        Assert.SkipUnless(Libc.IsRoot, "only root can give files away");
        using var node = new PracticeNode();
        Assert.True(node.Check("file-owner").Passed);
        Libc.SetOwner(node.OnDisk($"{Pki}/apiserver.key"), 1234, 1234);
        Assert.False(node.Check("file-owner").Passed);
        Assert.True(node.Check("home-owner").Passed);
        Libc.SetOwner(node.OnDisk("/root/.kube/config"), 1234, 1234);
        Assert.False(node.Check("home-owner").Passed);
    }

    [Fact]
    public void The_table_is_in_order()
    {
        Assert.True(CheckTable.Checks.Count >= 40);
        Assert.Equal(CheckTable.Checks.Count, CheckTable.Checks.Select(c => c.Id).Distinct().Count());
        Assert.All(CheckTable.Checks, check =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", check.Id);
            Assert.NotEmpty(check.Messages);
            foreach (var phrase in new[] { check.Title, check.Why })
            {
                Assert.False(phrase.English.EndsWith('.') || phrase.Chinese.EndsWith('。'), $"{check.Id}: {phrase}");
                Assert.False(string.IsNullOrWhiteSpace(phrase.Chinese));
            }

            Assert.Contains(check.Title.Chinese, c => c >= '\u4e00');
        });
    }

    [Theory]
    [InlineData(false, "docs/checks.md")]
    [InlineData(true, "docs/checks.zh-CN.md")]
    public void The_page_is_that_of_the_table(bool inChinese, string page)
    {
        var language = inChinese ? Language.Chinese : Language.English;
        var path = $"{Architecture.Sources.Root()}/{page}";
        if (Environment.GetEnvironmentVariable("KUBEPKI_DOCS_UPDATE") == "1")
        {
            File.WriteAllText(path, ChecksPage.Page(language));
        }

        Assert.Equal(ChecksPage.Page(language), File.ReadAllText(path));
    }
}
