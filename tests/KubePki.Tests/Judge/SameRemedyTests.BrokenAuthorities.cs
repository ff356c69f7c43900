using System.Text.RegularExpressions;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.Tests.Judge.Checks;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Judge;

public sealed partial class SameRemedyTests
{
    public static TheoryData<string> BrokenAuthorities
        => ["expired", "expired, key elsewhere", "garbage", "key garbage", "gone", "all gone"];

    /// <summary>As long as a CA cannot sign, no view suggests a command that needs it for the certificates that it signs.</summary>
    [Theory]
    [MemberData(nameof(BrokenAuthorities))]
    public void What_needs_an_authority_that_cannot_sign_is_not_suggested(string how)
    {
        using var node = new PracticeNode();
        BreakAuthority(node, how);
        node.Delete("/etc/kubernetes/scheduler.conf");
        node.Write($"{Pki}/apiserver.key", node.Text($"{Pki}/sa.key"));
        var verification = node.Verify();
        var plan = RenewalPlanner.Plan(node.State, new RenewalSpec());
        string[] hints =
        [
            .. verification.Findings.Where(f => !IsOfOtherAuthority(f.Problem)).Select(f => f.Problem.Hint(Language.English)),
            .. verification.Verdicts.Where(v => v.Problem is not null && !IsOfOtherAuthority(v.Problem))
            .Select(v => v.Problem!.Hint(Language.English)),
            .. plan.Skipped.Select(s => s.Reason).Concat(plan.Refusals).Where(p => !IsOfOtherAuthority(p))
            .Select(p => p.Hint(Language.English)),
        ];
        Assert.NotEmpty(hints);
        Assert.All(hints, hint => Assert.DoesNotMatch("kubepki (renew|create)", hint));
        Assert.All(
            verification.Findings, f => Assert.DoesNotContain("from then on", f.Problem.Text(Language.English), StringComparison.Ordinal));
        var state = node.State;
        Assert.Empty(DueEntries.WorthRenewing(state, [.. state.Items.Where(i => i.Entry.Issuer == "ca")]));
    }

    private static bool IsOfOtherAuthority(Problem problem)
        => problem.Where.Contains("etcd", StringComparison.Ordinal) || problem.Where.Contains("front-proxy", StringComparison.Ordinal)
            || problem.Where.Contains("kubelet.crt", StringComparison.Ordinal);

    private static void BreakAuthority(PracticeNode node, string how)
    {
        switch (how)
        {
            case "expired" or "expired, key elsewhere":
                var old = node.Authority("ca");
                node.Write(
                    $"{Pki}/ca.crt", (
                        Recipe.Authority("CN=kubernetes") with
                        {
                            NotBefore = node.Now.AddDays(-9),
                            NotAfter = node.Now.AddDays(-1)
                        }).SelfSigned(old.Key).Certificate.ToPem());
                break;
            case "garbage":
                node.Write($"{Pki}/ca.crt", "rubbish");
                break;
            case "key garbage":
                node.Write($"{Pki}/ca.key", "rubbish");
                break;
            case "gone":
                node.Delete($"{Pki}/ca.crt");
                node.Delete($"{Pki}/ca.key");
                break;
            default:
                Directory.Delete(node.OnDisk(Pki), recursive: true);
                Directory.CreateDirectory(node.OnDisk(Pki));
                break;
        }

        if (how == "expired, key elsewhere")
        {
            node.Delete($"{Pki}/ca.key");
        }

        if (how == "all gone")
        {
            node.Write($"{Pki}/sa.key", "");
        }
    }
}
