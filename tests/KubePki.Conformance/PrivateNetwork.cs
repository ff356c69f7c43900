using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace KubePki.Conformance;

/// <summary>
/// A test's own network and PID namespace. Only its loopback device exists, which also has the node's address, so nothing in it can be
/// reached from outside and several can run at once. Its first process ends when this object is disposed or the test run dies (its stdin is
/// closed). Then the kernel kills every other process in the namespace, so that nothing stays behind.
/// </summary>
internal sealed partial class PrivateNetwork : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Process first;
    private readonly string processId;

    public PrivateNetwork(string address)
    {
        // /proc is the machine's, so the process reads its ID in the machine's PID namespace there.
        string setUp =
            $"ip link set lo up && ip address add {address}/32 dev lo && read -r id rest </proc/self/stat && echo \"$id\" && exec cat "
                + $">/dev/null";
        var start = new ProcessStartInfo("unshare", ["--net", "--pid", "--fork", "--kill-child", "sh", "-c", setUp])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        first = Process.Start(start) ?? throw new InvalidOperationException("cannot start unshare");
        processId = first.StandardOutput.ReadLine() ?? "";
        Assert.True(
            int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "no namespace of our own: the conformance tests need root");
    }

    /// <summary>Runs a program in the network until it exits.</summary>
    public Ended Run(params string[] command) => Programs.Run("nsenter", [.. Inside, .. command]);

    /// <summary>Starts a program in the background; its output goes to <paramref name="log"/>.</summary>
    public Process Start(string log, params string[] command) =>
        Process.Start("sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, "nsenter", .. Inside, .. command]);

    /// <summary>
    /// A socket of this process that listens on the network's loopback. A socket belongs to the network namespace in which it was created,
    /// so a separate thread enters the namespace, creates the socket, and ends.
    /// </summary>
    public Socket Listen(int port)
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle network = File.OpenHandle($"/proc/{processId}/ns/net");
                Assert.True(EnterNamespace(network, NetworkNamespace) == 0, "cannot enter the network");
                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                made.Bind(new IPEndPoint(IPAddress.Loopback, port));
                made.Listen();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? made! : throw new InvalidOperationException("no socket in the network", failure);
    }

    public void Dispose()
    {
        first.StandardInput.Close();
        if (!first.WaitForExit(Limit))
        {
            first.Kill(entireProcessTree: true);
        }

        first.Dispose();
    }

    private const int NetworkNamespace = 0x40000000;

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int EnterNamespace(Microsoft.Win32.SafeHandles.SafeFileHandle descriptor, int kind);

    private string[] Inside => ["--target", processId, "--net", "--pid", "--"];
}
