using System.CommandLine;
using System.Runtime.InteropServices;
using KubePki.Cli.Commands;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Judge;

namespace KubePki.Cli.Serve;

/// <summary><c>kubepki serve</c>: a status page and metrics over HTTP, until a signal stops it.</summary>
internal static class ServeCommand
{
    private const string Name = "serve";

    /// <summary>The maximum time for running requests when the server stops.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    public static Command Build(CommonOptions common)
    {
        var listen = Options.Value(common, "--listen", "ADDRESS:PORT", HelpTexts.ListenOption, ListenAddress.Read);
        var within = RenewOptions.Within(common, HelpTexts.StatusWithinOption);
        var places = new LayoutConfigOption(common);
        var verb = new Verb(Name, HelpTexts.ServeAbout, common,
            new Example("kubepki serve", HelpTexts.ExampleServe),
            new Example("kubepki serve --listen :9797 --within 60d", HelpTexts.ExampleServeAll),
            new Example("curl -s http://127.0.0.1:9797/metrics", HelpTexts.ExampleMetrics)) { listen, within };
        places.AddTo(verb);
        return verb.Does(common, (invocation, values) => places.With(
            invocation,
            values,
            Name,
            at => Run(at, values.GetValue(listen) ?? ListenAddress.Default, values.GetValue(within)?.Value ?? EntryJudge.DefaultWithin)));
    }

    private static int Run(Invocation invocation, ListenAddress listen, TimeSpan within)
    {
        var watch = new NodeWatch(Look, invocation.RootOption, invocation.Clock);
        return RunAsync(invocation, listen, watch).GetAwaiter().GetResult();

        NodeSnapshot Look()
        {
            // A new NodeRoot for each snapshot resets the time budgets, so that a home directory that did not respond is tried again.
            var look = NodeSnapshot.At(new NodeRoot(invocation.Node.Place), invocation.Clock, invocation.Node.Configuration, within);
            return look with { Unfinished = invocation.Node.TransactionsOf(look.State.Layout).Unfinished().Value?.Count };
        }
    }

    /// <summary>
    /// Listens before it reads the node: a request during the first snapshot waits for it, or gets the answer that it takes long. If there
    /// is no control plane yet, or it cannot be read, the answers say so until this changes. A service that starts at boot therefore does
    /// not have to be restarted.
    /// </summary>
    private static async Task<int> RunAsync(Invocation invocation, ListenAddress listen, NodeWatch watch)
    {
        var pages = new Pages(watch, invocation.RootOption, invocation.Terminal.Language);
        var told = new TaskCompletionSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var server = new HttpServer(
            listen.EndPoint, pages.AtAsync, e => invocation.Terminal.Error(CliMessages.PageFailed.At("", e.GetType().Name)));
        try
        {
            await server.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return invocation.Fail(
                Name, CliMessages.CannotListen.At("", listen.EndPoint.ToString(), (e.InnerException ?? e).Message.TrimEnd('.')));
        }

        invocation.Terminal.Note(invocation.Terminal.Say(Texts.Listening, listen.Url, string.Join(' ', Pages.Paths)));
        var first = watch.FirstAsync();
        await Task.WhenAny(told.Task, first);
        if (first is { IsCompletedSuccessfully: true, Result.Problem: { } problem })
        {
            invocation.Terminal.Error(problem);
            invocation.Terminal.Note(invocation.Terminal.Say(Texts.AnswersUnavailable));
        }

        await told.Task;
        using var patience = new CancellationTokenSource(Farewell);
        await server.StopAsync(patience.Token);
        return ExitCode.Done;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            told.TrySetResult();
        }
    }
}
