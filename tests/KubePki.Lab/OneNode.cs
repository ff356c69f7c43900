using Xunit.Sdk;
using Xunit.v3;

namespace KubePki.Lab;

/// <summary>
/// One control plane for all tests of a single node, because it takes most of a minute to come up. Each test gets it from
/// <see cref="Ready"/>, and leaves it healthy or calls <see cref="Spoil"/>. Its CAs are a year old, so that the certificates can be made to
/// expire.
/// </summary>
public sealed class OneNode : IDisposable
{
    private static readonly string[] Options = ["--age", "366d", "--renewed"];

    private readonly IReadOnlyList<string> _machineBefore;
    private readonly Lab _lab = Lab.Named("one");
    private bool _isUp;

    /// <summary>Brings the control plane up, and tries a second time while the first attempt is running.</summary>
    public OneNode()
    {
        _machineBefore = MachineTraces.Of(_lab.Name);
        Lab.OrphansAreGone();
        var first = Task.Run(() => _lab.UpCommand(Options));
        Polling.Until(TimeSpan.FromMinutes(3), "the node has a folder", () => Directory.Exists($"/var/tmp/kubepki-lab/{_lab.Name}/cp1"));
        SecondUp = _lab.UpCommand(Options);
        FirstUp = first.GetAwaiter().GetResult();
        _isUp = FirstUp.Code == 0;
    }

    /// <summary>Result of the command that brought it up.</summary>
    internal Finished FirstUp { get; }

    /// <summary>Result of the same command, run at the same time.</summary>
    internal Finished SecondUp { get; }

    /// <summary>
    /// The node, with a healthy control plane and a kubelet that starts containers at once: the kubelet was just restarted and has no
    /// backoff of earlier containers. A node that a test left broken is replaced.
    /// </summary>
    internal Lab Ready()
    {
        if (_isUp)
        {
            _lab.ForgetBackOff();
            if (_lab.IsReady())
            {
                return _lab;
            }

            Spoil();
        }

        _lab.UpCommand(Options).Succeeded();
        _isUp = true;
        return _lab;
    }

    /// <summary>The node, with certificates that expired yesterday: while its kubelet was running, or while it was off.</summary>
    internal Lab Dead(bool whileOff = false)
    {
        var lab = Ready();
        lab.Expire(whileOff);
        return lab;
    }

    /// <summary>Marks the node as unusable.</summary>
    internal void Spoil()
    {
        _isUp = false;
        _lab.Down();
    }

    /// <summary>Removes the node; nothing stays on the machine, and removing it again does no harm.</summary>
    public void Dispose()
    {
        _lab.Down();
        Assert.Equal(_machineBefore, MachineTraces.Of(_lab.Name));
        _lab.Down();
    }
}

/// <summary>A test on the one node. If it fails, the next test gets a new node.</summary>
[Collection(nameof(OneNode))]
public abstract class OneNodeTest(OneNode one) : IDisposable
{
    /// <summary>The node.</summary>
    protected OneNode One { get; } = one;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            One.Spoil();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>The tests of one node. Those that leave it damaged run last.</summary>
[CollectionDefinition(nameof(OneNode))]
[TestClassOrderer(typeof(OneNodeTests))]
public sealed class OneNodeTests : ICollectionFixture<OneNode>, ITestClassOrderer
{
    private static readonly Type[] Last = [typeof(DeadClusterTests), typeof(DeadKubeletTests), typeof(QuorumTests)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass
        =>
        [
            .. testClasses.OrderBy(c => Array.FindIndex(Last, type => type.FullName == c?.TestClassName))
                .ThenBy(c => c?.TestClassName, StringComparer.Ordinal),
        ];
}
