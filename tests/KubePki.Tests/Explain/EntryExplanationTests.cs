using KubePki.Explain;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Explain;

/// <summary>Explanations: one for every entry, in both languages, with the details of the file.</summary>
public sealed class EntryExplanationTests
{
    [Fact]
    public void Every_item_of_the_catalogue_has_a_story_of_its_own() => Assert.Empty(ExplanationTable.EntriesWithoutExplanation);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_item_is_told_whole(bool inChinese)
    {
        var language = inChinese ? Language.Chinese : Language.English;
        using var node = new PracticeNode();
        node.Write("/etc/kubernetes/pki/tokens.csv", "t,u,1\n");
        node.Flag("kube-apiserver", "token-auth-file", "/etc/kubernetes/pki/tokens.csv");
        var graph = TrustGraph.Of(node.State, node.Around);
        foreach (var item in graph.State.Items)
        {
            var story = EntryExplanation.Of(graph, item, language);
            var text = string.Join('\n', story.SelectMany(p => p.Sentences.Prepend(p.Heading)));
            Assert.Contains(item.Path, text, StringComparison.Ordinal);
            Assert.DoesNotContain('{', text);
            Assert.Subset(story.Select(p => p.Id).ToHashSet(), new HashSet<string> { "what", "file", "end" });
            if (item.Certificate is { } certificate)
            {
                Assert.Contains(certificate.Subject.Text, text, StringComparison.Ordinal);
                Assert.Contains(certificate.NotAfter.UtcDateTime.ToString("yyyy-MM-dd"), text, StringComparison.Ordinal);
            }

            Assert.Equal(inChinese, text.Any(c => c >= '\u4e00'));
        }
    }

    [Fact]
    public void The_story_names_flags_and_cas()
    {
        using var node = new PracticeNode();
        var text = Told(node, "apiserver-etcd-client");
        Assert.Contains("Signed by etcd-ca (/etc/kubernetes/pki/etcd/ca.crt)", text, StringComparison.Ordinal);
        Assert.Contains(
            "kube-apiserver presents it to etcd (--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt); etcd checks it with "
                + "etcd-ca (--trusted-ca-file /etc/kubernetes/pki/etcd/ca.crt)",
            text, StringComparison.Ordinal);
        Assert.Contains(
            "kube-apiserver verifies kube-controller-manager, kube-scheduler, kubelet, kubectl with it (--client-ca-file "
                + "/etc/kubernetes/pki/ca.crt)",
            Told(node, "ca"), StringComparison.Ordinal);
        Assert.Contains("does not check it", Told(node, "kubelet-serving"), StringComparison.Ordinal);
        Assert.Contains("service account tokens", Told(node, "sa"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.16.0", "apiserver", "has to be restarted")]
    [InlineData("v1.20.0", "apiserver", "within a minute")]
    [InlineData("v1.20.0", "etcd-server", "for every handshake")]
    [InlineData("v1.34.0", "scheduler.conf", "has to be restarted")]
    public void How_a_change_is_noticed_depends_on_the_version(string version, string item, string how)
    {
        using var node = new PracticeNode(version);
        Assert.Contains(how, Told(node, item), StringComparison.Ordinal);
    }

    [Fact]
    public void Past_and_future_ends_are_told_apart()
    {
        using var node = new PracticeNode();
        Assert.Contains("in 363 days", Told(node, "apiserver"), StringComparison.Ordinal);
        node.Now = node.Now.AddDays(374);
        Assert.Contains("10 days ago", Told(node, "apiserver"), StringComparison.Ordinal);
        node.Delete("/etc/kubernetes/pki/ca.key");
        Assert.Contains("is renewed where that key is", Told(node, "apiserver"), StringComparison.Ordinal);
    }

    private static string Told(PracticeNode node, string name)
    {
        var graph = TrustGraph.Of(node.State, node.Around);
        return string.Join('\n', EntryExplanation.Of(graph, graph.State.Find(name)!, Language.English).SelectMany(p => p.Sentences));
    }
}
