using System.Diagnostics;
using System.Text;

namespace KubePki.Runtime;

/// <summary>A process that a test starts and ends by its ID; its output is shown if it fails to come up.</summary>
internal sealed class Daemon : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private bool _disposed;

    public Daemon(string file, params string[] arguments)
    {
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"{file} is not installed; see tests/KubePki.Runtime/README.md");
        }

        var start = new ProcessStartInfo(
            file, arguments)
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {file}");
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until the daemon is ready; otherwise fails with its last output.</summary>
    public async Task ReadyAsync(Func<Task<bool>> ready)
    {
        for (var waited = Stopwatch.StartNew(); !await ready();)
        {
            Assert.False(_process.HasExited || waited.Elapsed > Limit, $"{_process.StartInfo.FileName} did not come up:\n{Said}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            // SIGTERM first: the daemons here end their child processes.
            Process.Start("/bin/kill", ["-TERM", _process.Id.ToString()]).WaitForExit();
            if (!_process.WaitForExit(Limit))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }

        _process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }
    }
}
