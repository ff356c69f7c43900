using System.Diagnostics;
using KubePki.Tests.Architecture;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Samples;

/// <summary>The programs in samples/ behave on a practice node as samples/README.md describes.</summary>
public sealed class SamplesTests
{
    private const string Certificate = "/etc/kubernetes/pki/apiserver.crt";

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public void ExpiryReport_shows_what_expires_first_and_what_is_wrong()
    {
        using var node = new PracticeNode();
        node.Delete("/etc/kubernetes/pki/etcd/peer.crt");
        var (code, output) = Run("ExpiryReport", node);
        Assert.Equal(3, code);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\d  Ok +apiserver$", output);
        Assert.Contains("Error: /etc/kubernetes/pki/etcd/peer.crt: is missing", output, StringComparison.Ordinal);
        var dates = output.Split('\n').TakeWhile(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => line[..10]).ToList();
        Assert.True(dates.Count > 10, output);
        Assert.Equal(dates.Order(StringComparer.Ordinal), dates);
    }

    [Fact]
    public void RenewOneNode_plans_renews_and_takes_it_back()
    {
        using var node = new PracticeNode();
        var before = node.Text(Certificate);
        var planned = Run("RenewOneNode", node);
        Assert.Matches(@"(?m)^apiserver: \d{4}-\d\d-\d\d -> \d{4}-\d\d-\d\d$", planned.Output);
        Assert.EndsWith("Planned: \n", planned.Output, StringComparison.Ordinal);
        Assert.Equal((0, before), (planned.Code, node.Text(Certificate)));

        var renewed = Run("RenewOneNode", node, "yes");
        Assert.Matches(@"(?m)^Done: [0-9TZ]+-[0-9a-f]+$", renewed.Output);
        var after = node.Text(Certificate);
        Assert.NotEqual(before, after);

        Assert.EndsWith("undo: Done\n", Run("RenewOneNode", node, "yes", "undo").Output, StringComparison.Ordinal);
        Assert.Equal(after, node.Text(Certificate));
    }

    private static (int Code, string Output) Run(string sample, PracticeNode node, params string[] words)
    {
        var program = $"{Sources.Root()}/samples/{sample}/bin/{Configuration}/net10.0/{sample}.dll";
        using var process = Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host
                    : "dotnet", [program, node.Root.OnThisMachine("/"), .. words])
            {
                RedirectStandardOutput = true,
            })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
