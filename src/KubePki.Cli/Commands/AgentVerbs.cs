using System.CommandLine;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Files;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Observe;

namespace KubePki.Cli.Commands;

/// <summary>
/// The verbs of an agent: the commands that run on several nodes, <c>facts</c> and <c>discover</c>, and <c>share</c>, which sends CAs. A
/// command returns the document of <c>-o json</c>; its diagnostics become notes.
/// </summary>
internal static class AgentVerbs
{
    /// <summary>The verb of a request; null if there is none.</summary>
    public static AgentVerb? Find(AgentRequest request)
    {
        var common = new CommonOptions(CommonOptions.LanguageOf(request.Values.Text("lang")));
        return request.Verb == SharedExchange.Verb ? new AgentVerb(AgentVerbKind.Reads, turn => Share(common, turn))
            : CommandLine.Find(request.Verb, common) is { Answers: { } kind } verb ? new AgentVerb(kind, turn => Run(verb, common, turn))
            : null;
    }

    /// <summary>The answer to a request that is refused.</summary>
    public static AgentAnswer Refuse(AgentRequest request, Problem problem) => Failure(request, problem, Language.English, ExitCode.Usage);

    private static AgentAnswer Run(Verb verb, CommonOptions common, AgentTurn turn)
        => Answer(verb, common, turn, (values, notes) =>
        {
            using var output = new StringWriter();
            var invocation = common.Answering(values, new RemoteCaller(turn.Gate, turn.Request.Brings), output, notes);
            var code = verb.Answer(invocation, values);
            return new AgentAnswer(code, AgentProtocol.Read(output.ToString()));
        });

    /// <summary>Sends CAs of this node. Private keys are only written to a message, and nowhere else.</summary>
    private static AgentAnswer Share(CommonOptions common, AgentTurn turn)
    {
        var names = new Argument<string[]>("names");
        var keys = new Option<bool>("--keys");
        var verb = new Verb(SharedExchange.Verb, HelpTexts.ShareAbout, common) { names, keys };
        return Answer(verb, common, turn, (values, _) =>
        {
            var root = new NodeRoot(common.RootOf(values));
            var state = NodeObserver.Observe(root, TimeProvider.System.GetUtcNow());
            var given = SharedExchange.Give(root, state, values.GetValue(names) ?? [], values.GetValue(keys));
            return given.Succeeded
                ? new AgentAnswer(ExitCode.Done, given.Value)
                : Failure(turn.Request, given.Problem, common.Language, ExitCode.Failed);
        });
    }

    /// <summary>Parses the request and carries it out. An exception becomes notes and an exit code, as on a command line.</summary>
    private static AgentAnswer Answer(Verb verb, CommonOptions common, AgentTurn turn, Func<CommandValues, TextWriter, AgentAnswer> work)
    {
        var read = RequestFields.Read(verb, common.OfRequests, turn.Request.Values);
        if (!read.Succeeded)
        {
            return Failure(turn.Request, read.Problem, common.Language, ExitCode.Usage);
        }

        var values = read.Value;
        using var notes = new NoteWriter(turn.Note);
        try
        {
            return work(values, notes);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var mayChange = verb.Answers is AgentVerbKind.Changes or AgentVerbKind.ChangesInTwoSteps && !values.IsOn("--dry-run");
            var changes = common.Begun?.HasChanged == true || mayChange;
            var options = values.Options.Select(o => o.Symbol.Name);
            var report = BugReport.IsWanted(values.Has("--verbose")) ? BugReport.Lines(e, verb, options) : [];
            var language = common.Language with { Commands = common.Suggested(values) };
            return new AgentAnswer(new UnexpectedEnd(changes, language, notes).Tell(e, report), null);
        }
    }

    private static AgentAnswer Failure(AgentRequest request, Problem problem, Language language, int code)
        => new(code, ResultDocument.Of(AnswerTexts.Plain(request.Verb), code, [problem], language).ToJson());
}
