using System.Globalization;
using System.Text;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>
/// A user fills a kubeconfig with broken credentials. The node's own findings come first, and only a few of the home directory are shown.
/// </summary>
public sealed class HiddenFindingsTests : IDisposable
{
    private const string Home = "/home/ann";
    private const string Other = "/srv/bob (x/";
    private const int Users = 60;

    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void The_nodes_own_findings_come_first_and_of_each_home_a_few()
    {
        _node.Write("/etc/passwd", $"bob:x:1:1::{Other}:/bin/sh\n");
        _node.Write($"{Home}/.kube/config", Broken());
        _node.Write($"{Other}.kube/config", Broken());
        File.SetUnixFileMode(_node.Root.OnThisMachine("/etc/kubernetes/pki/apiserver.key"), (UnixFileMode)0b110_100_100);
        var state = _node.State;
        var verification = Verification.Of(state, SurroundingsReader.Read(_node.Root, state), EntryJudge.DefaultWithin);
        var findings = verification.Findings;
        var own = findings.TakeWhile(f => f.Home is null).ToList();
        Assert.Contains(own, f => f.Check == "key-mode");
        Assert.All(own, f => Assert.DoesNotContain(".kube/config", f.Problem.Text(Language.English), StringComparison.Ordinal));
        Assert.All(findings.Skip(own.Count), f => Assert.Contains(f.Home, (string[])[Home, Other.TrimEnd('/')]));
        Assert.InRange(findings.Count - own.Count, 4 * Users, int.MaxValue);

        var (shown, more) = HomeFindingLimit.Limit(findings, f => f.Home, f => f.Problem);
        Assert.Equal(own, shown.Take(own.Count));
        Assert.Equal(own.Count + (2 * HomeFindingLimit.Most), shown.Count);
        Assert.Equal(findings.Count, shown.Count + more.Sum(m => m.Count));
        Assert.Equal([Home, Other.TrimEnd('/')], more.Select(m => m.Home).Order(StringComparer.Ordinal));
        Assert.All(
            verification.Results.Select(r => r.Answer.Undecided).OfType<Problem>(),
            reason => Assert.InRange(reason.Text(Language.English).Length, 1, 1500));
    }

    [Fact]
    public void That_some_were_not_looked_at_is_shown()
    {
        var problems = Enumerable.Repeat(ObserveMessages.LeadsOutOfHome.At(Home, "x"), 10)
            .Append(ObserveMessages.TooManyUsers.At(Home, "1", "2"));
        Assert.Contains(HomeFindingLimit.Limit(problems, p => p.Where, p => p).Shown, p => p.Is(ObserveMessages.TooManyUsers));
    }

    [Theory]
    [InlineData("/home/ann/.kube/config", Home)]
    [InlineData("/home/ann/.kube/config#a (/etc/kubernetes/pki/ca.crt)", Home)]
    [InlineData("/home/ann/cert.pem", Home)]
    [InlineData("people → kube-apiserver (/home/ann/.kube/config#x (/root/.kube/config))", Home)]
    [InlineData("/etc/kubernetes/home/ann/x", null)]
    [InlineData("/home/anna/.kube/config", null)]
    [InlineData("/root/.kube/config", null)]
    [InlineData("kube-apiserver → etcd", null)]
    [InlineData("", null)]
    public void A_place_lies_in_a_home(string place, string? home)
    {
        _node.Write($"{Home}/.kube/config", Broken());
        _node.Write("/root/.kube/config", _node.Read("/etc/kubernetes/admin.conf"));
        Assert.Equal(home, _node.State.HomeOf(place));
    }

    /// <summary>Users of this cluster with a certificate of an unknown CA and a key that does not match it.</summary>
    private byte[] Broken()
    {
        string Field(string name)
            => Encoding.UTF8.GetString(_node.Read("/etc/kubernetes/admin.conf")).Split('\n')
                .Single(l => l.Trim().StartsWith(name, StringComparison.Ordinal))
                .Trim();
        var text = new StringBuilder(
            $"kind: Config\ncurrent-context: c0\nclusters:\n- name: ours\n  cluster: {{server: 'https://a', "
                + $"{Field("certificate-authority-data")}}}\nusers:\n");
        var certificate = Convert.ToBase64String(_node.Read("/etc/kubernetes/pki/etcd/server.crt"));
        for (var i = 0; i < Users; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"- name: u{i}\n  user:\n    client-certificate-data: {certificate}\n    {Field("client-key-data")}\n");
        }

        text.Append("contexts:\n");
        for (var i = 0; i < Users; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {{name: c{i}, context: {{cluster: ours, user: u{i}}}}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
