using KubePki.Activate;
using KubePki.Catalogue;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Activate;

public sealed class ActivationTests : IDisposable
{
    private readonly PracticeNode _node = new();

    [Fact]
    public async Task A_signal_ends_it_with_a_report_that_names_what_was_not_activated()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var report = await new Activation(_node.Root, TimeProvider.System, ActivationLimits.Default, _ => { })
            .RunAsync(_node.State, [Components.Scheduler, Components.ApiServer], _ => true, stop.Token);
        var failure = Assert.Single(report.Results);
        Assert.Same(failure, report.Failure);
        Assert.Equal((Components.ApiServer, "not-activated"), (failure.Component, failure.Problem?.Id));

        // The component was not observed to be healthy before, so its failure causes no rollback.
        Assert.False(failure.WasHealthy);
    }

    public void Dispose() => _node.Dispose();
}
