using Xunit.Sdk;
using Xunit.v3;

namespace KubePki.Lab;

/// <summary>
/// One control plane for all tests of a single node: bringing it up takes most of a minute. Each test asks for it with
/// <see cref="Ready"/>, and leaves it well or says with <see cref="Spoil"/> that it does not. Its CAs are a year old, so that the
/// certificates can be made to run out.
/// </summary>
public sealed class OneNode : IDisposable
{
    private static readonly string[] Options = ["--age", "366d", "--renewed"];

    private readonly IReadOnlyList<string> _machineBefore;
    private readonly Lab _lab = Lab.Named("one");
    private bool _isUp;

    /// <summary>Brings it up, and tries to do so a second time while the first is at work.</summary>
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

    /// <summary>How the command ended that brought it up.</summary>
    internal Finished FirstUp { get; }

    /// <summary>How the same command ended that was given meanwhile.</summary>
    internal Finished SecondUp { get; }

    /// <summary>
    /// The node, with a control plane that is well, and whose kubelet starts containers at once: it was started a moment ago and
    /// remembers no container that ended. One that a test left broken is replaced.
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

    /// <summary>The node, with certificates that ran out yesterday: before the eyes of its kubelet, or while it was off.</summary>
    internal Lab Dead(bool whileOff = false)
    {
        var lab = Ready();
        lab.Expire(whileOff);
        return lab;
    }

    /// <summary>The node is of no more use.</summary>
    internal void Spoil()
    {
        _isUp = false;
        _lab.Down();
    }

    /// <summary>Takes it away; nothing of it is left on the machine, and taking it away again does no harm.</summary>
    public void Dispose()
    {
        _lab.Down();
        Assert.Equal(_machineBefore, MachineTraces.Of(_lab.Name));
        _lab.Down();
    }
}

/// <summary>A test on the one node. One that fails may leave anything; the next gets a new node.</summary>
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

/// <summary>The tests of one node, those that leave it the worse for it at the end.</summary>
[CollectionDefinition(nameof(OneNode))]
[TestClassOrderer(typeof(OneNodeTests))]
public sealed class OneNodeTests : ICollectionFixture<OneNode>, ITestClassOrderer
{
    private static readonly Type[] Last = [typeof(DeadClusterTests), typeof(DeadKubeletTests), typeof(QuorumTests)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass
        => [.. testClasses.OrderBy(c => Array.FindIndex(Last, type => type.FullName == c?.TestClassName)).ThenBy(c => c?.TestClassName, StringComparer.Ordinal)];
}
