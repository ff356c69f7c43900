using System.Text.Json.Nodes;
using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Tests.Fleet;

/// <summary>The states of an agent: the requests that it accepts in each, and the outcome of a change.</summary>
public sealed class AgentTests
{
    private const string Hold = """{"hold":true}""";
    private const string Status = """{"id":2,"verb":"status","request":{}}""";
    private const string Undo = """{"id":3,"verb":"undo","request":{}}""";
    private const string Renew = """{"id":1,"verb":"renew","request":{"what":["all"]},"gate":true}""";
    private const string Go = """{"id":1,"go":true}""";

    private readonly List<string> _said = [];
    private readonly List<(string Verb, int Thread)> _ran = [];

    [Fact]
    public void It_says_who_it_is_and_ends_when_the_operator_goes() => Assert.Equal(["hello 2 1.2.3"], Run());

    [Fact]
    public void What_reads_is_answered_and_what_changes_runs_to_its_end()
        => Assert.Equal(["hello 2 1.2.3", "2 exit 0", "3 note undo", "3 exit 0"], Run(Status, Undo));

    [Fact]
    public void A_change_that_does_not_wait_is_not_asked_for_its_release()
        => Assert.Equal(["hello 2 1.2.3", "4 note renew", "4 exit 0"], Run("""{"id":4,"verb":"renew"}"""));

    [Fact]
    public void A_staged_change_goes_on_when_it_is_released_and_what_reads_is_answered_before()
        => Assert.Equal(
            ["hello 2 1.2.3", "1 note renew", "1 staged", "2 exit 0", "2 exit 0", "1 exit 0"], Run(Renew, Status, Hold, Status, Go));

    [Fact]
    public void A_second_change_is_refused_while_one_is_staged_and_taken_afterwards()
    {
        string[] expected =
        [
            "hello 2 1.2.3", "1 note renew", "1 staged",
            "3 refused another-is-staged undo renew", "1 refused another-is-staged renew renew",
            "1 exit 0", "3 note undo", "3 exit 0",
        ];
        Assert.Equal(expected, Run(Renew, Undo, Renew, Go, Undo));
    }

    [Theory]
    [InlineData("""{"id":1,"go":false}""")]
    [InlineData("")]
    [InlineData(Hold)]
    public void Without_its_release_a_staged_change_ends_with_everything_as_before(string word)
        => Assert.Equal(["hello 2 1.2.3", "1 note renew", "1 staged", "1 exit 1 not-released"], Run(Renew, word));

    [Fact]
    public void A_release_is_refused_where_nothing_waits_for_it() => Assert.Equal(["hello 2 1.2.3", "1 refused nothing-staged"], Run(Go));

    [Fact]
    public void A_release_of_another_number_is_refused_and_releases_nothing()
        => Assert.Equal(
            ["hello 2 1.2.3", "1 note renew", "1 staged", "7 refused nothing-staged", "1 exit 1 not-released"],
            Run(Renew, """{"id":7,"go":true}"""));

    [Fact]
    public void A_change_can_be_staged_again_after_one_that_ended()
        => Assert.Equal(
            ["hello 2 1.2.3", "1 note renew", "1 staged", "1 exit 1 not-released", "1 note renew", "1 staged", "1 exit 0"],
            Run(Renew, """{"id":1,"go":false}""", Renew, Go));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"verb":"undo"}""")]
    [InlineData("""{"id":"1","verb":"undo"}""")]
    [InlineData("""{"id":1e99,"verb":"undo"}""")]
    [InlineData("""{"id":1,"id":1,"verb":"undo"}""")]
    [InlineData("""{"id":1,"verb":"\ud800"}""")]
    public void What_has_no_number_is_passed_over_in_every_state(string line)
        => Assert.Equal(["hello 2 1.2.3", "1 note renew", "1 staged", "1 exit 0"], Run(line, Renew, line, Go, line));

    [Theory]
    [InlineData("""{"id":5}""", "missing-field verb")]
    [InlineData("""{"id":5,"arguments":["renew","all","--yes"]}""", "unknown-field arguments")]
    [InlineData("""{"id":5,"verb":"undo","more":1}""", "unknown-field more")]
    [InlineData("""{"id":5,"verb":["undo"]}""", "wrong-type verb")]
    [InlineData("""{"id":5,"verb":"undo","request":[]}""", "wrong-type request")]
    [InlineData("""{"id":5,"verb":"undo","request":null}""", "wrong-type request")]
    [InlineData("""{"id":5,"verb":"renew","gate":"yes"}""", "wrong-type gate")]
    [InlineData("""{"id":5,"verb":"renew","brings":"keys"}""", "wrong-type brings")]
    [InlineData("""{"id":5,"verb":"renew","brings":{"keys":{}}}""", "unknown-field brings.keys")]
    [InlineData("""{"id":5,"verb":"renew","brings":{"shared":"ca"}}""", "wrong-type brings.shared")]
    [InlineData("""{"id":5,"verb":"renew","brings":{"configuration":1}}""", "wrong-type brings.configuration")]
    [InlineData("""{"id":5,"go":"yes"}""", "wrong-type go")]
    [InlineData("""{"id":5,"go":true,"verb":"renew"}""", "unknown-field verb")]
    [InlineData("""{"id":5,"verb":"serve"}""", "unknown-verb serve")]
    [InlineData("""{"id":5,"verb":""}""", "unknown-verb ")]
    [InlineData("""{"id":5,"verb":"undo","gate":true}""", "cannot-wait undo")]
    [InlineData("""{"id":5,"verb":"status","gate":true}""", "cannot-wait status")]
    public void What_is_not_a_request_is_refused_with_the_reason_and_nothing_runs(string line, string reason)
    {
        Assert.Equal(["hello 2 1.2.3", $"5 refused {reason}".TrimEnd()], Run(line));
        Assert.Empty(_ran);
        _said.Clear();
        Assert.Equal(["hello 2 1.2.3", "1 note renew", "1 staged", $"5 refused {reason}".TrimEnd(), "1 exit 0"], Run(Renew, line, Go));
    }

    [Fact]
    public void Nothing_runs_inside_a_change()
    {
        Run(Renew, Status, Go);
        Assert.Equal(["renew", "status"], _ran.Select(r => r.Verb));
        Assert.Equal(Environment.CurrentManagedThreadId, _ran[1].Thread);
        Assert.NotEqual(_ran[1].Thread, _ran[0].Thread);
    }

    private List<string> Run(params string[] lines)
    {
        var left = new Queue<string>(lines);
        using var agent = new Agent(() => left.TryDequeue(out var line) ? line : null, message => Note(Told(message)), Find, Refuse);
        agent.Run("1.2.3");
        return _said;
    }

    private AgentVerb? Find(AgentRequest request) => request.Verb switch
    {
        "status" => new AgentVerb(AgentVerbKind.Reads, turn => Ran(turn, new AgentAnswer(0, []))),
        "undo" => new AgentVerb(AgentVerbKind.Changes, Change),
        "renew" => new AgentVerb(AgentVerbKind.ChangesInTwoSteps, Change),
        _ => null,
    };

    private AgentAnswer Change(AgentTurn turn)
    {
        turn.Note(turn.Request.Verb);
        Ran(turn, new AgentAnswer(0, []));
        return turn.Gate?.Invoke() is { } refusal
            ? new AgentAnswer(1, new JsonObject { ["problem"] = refusal.Id })
            : new AgentAnswer(0, []);
    }

    private AgentAnswer Ran(AgentTurn turn, AgentAnswer answer)
    {
        _ran.Add((turn.Request.Verb, Environment.CurrentManagedThreadId));
        return answer;
    }

    private static AgentAnswer Refuse(AgentRequest request, Problem problem)
    {
        var text = problem.Text(Language.English);
        var particulars = problem.Arguments.Where(a => a.Length > 0 && text.Contains(a, StringComparison.Ordinal));
        return new AgentAnswer(2, new JsonObject { ["refusal"] = string.Join(' ', particulars.Prepend(problem.Id)) });
    }

    private void Note(string said)
    {
        lock (_said)
        {
            _said.Add(said);
        }
    }

    private static string Told(JsonObject message)
        => message.Number("protocol") is { } protocol ? $"hello {protocol} {message.Text("kubepki")}"
            : message.Text("note") is { } note ? $"{message["id"]} note {note}"
            : message.Says("staged") ? $"{message["id"]} staged"
            : message["document"].Text("refusal") is { } refusal ? $"{message["id"]} refused {refusal}"
            : $"{message["id"]} exit {message["exit"]} {message["document"].Text("problem")}".TrimEnd();
}
