using System.Diagnostics;
using System.Globalization;

namespace KubePki.Conformance;

/// <summary>
/// A network and process namespace of a test's own. Only its loopback device exists, which also carries the node's address, so
/// nothing in it can be reached from outside and several can run at once. Its first process ends when this object is disposed
/// or the test run dies (its standard input closes), and then the kernel ends every other process in it: nothing stays behind.
/// </summary>
internal sealed class PrivateNetwork : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Process first;
    private readonly string processId;

    public PrivateNetwork(string address)
    {
        // /proc is the machine's, so a process sees its own number there as the machine counts.
        string setUp = $"ip link set lo up && ip address add {address}/32 dev lo && read -r id rest </proc/self/stat && echo \"$id\" && exec cat >/dev/null";
        var start = new ProcessStartInfo("unshare", ["--net", "--pid", "--fork", "--kill-child", "sh", "-c", setUp])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        first = Process.Start(start) ?? throw new InvalidOperationException("cannot start unshare");
        processId = first.StandardOutput.ReadLine() ?? "";
        Assert.True(int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out _), "no namespace of our own: the conformance tests need root");
    }

    /// <summary>Runs a program in the network to its end.</summary>
    public Ended Run(params string[] command) => Programs.Run("nsenter", [.. Inside, .. command]);

    /// <summary>Starts a program that goes on running; its output goes to <paramref name="log"/>.</summary>
    public Process Start(string log, params string[] command) =>
        Process.Start("sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, "nsenter", .. Inside, .. command]);

    public void Dispose()
    {
        first.StandardInput.Close();
        if (!first.WaitForExit(Limit))
        {
            first.Kill(entireProcessTree: true);
        }

        first.Dispose();
    }

    private string[] Inside => ["--target", processId, "--net", "--pid", "--"];
}
