using KubePki.Fleet;
using KubePki.Localization;

namespace KubePki.Tests.Fleet;

/// <summary>Any behaviour of a node affects only that node's answer, within the time limit.</summary>
public sealed class HostileNodeTests(HostileAnswers answers) : IClassFixture<HostileAnswers>, IDisposable
{
    private const string Version = "1.2.3";
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-hostile-").FullName;

    public static TheoryData<string> Kinds => [.. HostileNodes.All.Select(n => n.Kind)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_affects_only_its_own_answer(string kind)
    {
        var node = HostileNodes.All.Single(n => n.Kind == kind);
        var (answer, took) = await answers.OfAsync(kind);
        Assert.Equal(node.Expected, answer.Problem?.Id);
        Assert.Equal(kind, answer.Problem!.Where);
        Assert.True(answer.Problem.Text(Language.English).Length < 2000);

        // Closing the session and reading the last output take seconds; the limit does not restart with each byte.
        Assert.True(took < (node.EndsByLimit ? TimeSpan.FromSeconds(20) : Ample), $"{took}");
    }

    [Fact]
    public async Task A_node_that_answers_is_heard()
    {
        var answer = await AskAsync(new HostileNode("well", "hello; echo noise; each status 1 null", ""), "status");
        Assert.Equal((0, "Status"), (answer.Value!.Exit, answer.Value.Document().Text("kind")));
    }

    [Fact]
    public async Task A_node_that_is_this_machine_is_asked_without_ssh()
    {
        File.WriteAllText(
            $"{_folder}/kubepki", $"#!/bin/bash\n[[ $1 == agent ]] && echo '{{\"kubepki\":\"{Version}\",\"protocol\":2}}' && read -r\n");
        File.SetUnixFileMode($"{_folder}/kubepki", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var program = new AgentProgram($"{_folder}/kubepki", "", 0, Version);
        var opened = await SshConnection.OpenAsync(
            new NodeTarget("here", "10.0.0.1") { IsHere = true },
            new SshSettings(program, null, () => null, (_, _) => { }) { Client = "/nowhere/ssh" });
        Assert.True(opened.Succeeded, opened.Problem?.Text(Language.English));
        await opened.Value.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_notes_the_last_ones_are_kept_each_cut()
    {
        var answer = await AskAsync(
            new HostileNode(
                "notes",
                "hello; long=$(repeat a 3000); notes() "
                + "{ for i in {1..200}; do echo \"{\\\"id\\\":$id,\\\"note\\\":\\\"$i $long\\\"}\"; done; status 1 null; }; each notes",
                ""), "status");
        Assert.Equal(50, answer.Value!.Notes.Count);
        Assert.StartsWith("200 aaa", answer.Value.Notes[^1], StringComparison.Ordinal);
        Assert.All(answer.Value.Notes, note => Assert.True(note.Length <= 2001));
    }

    [Fact]
    public async Task A_command_that_is_released_and_then_silent_has_an_unknown_end()
    {
        const string Script = "hello; each eval 'echo \"{\\\"id\\\":$id,\\\"staged\\\":true}\"'";

        // Only the silence ends by the limit: login and staging may take their time on a busy machine.
        var opened = await OpenAsync(new HostileNode("stages", Script, ""), NodeLimits.Default.Within(Ample) with { Activate = Short });
        await using var connection = opened.Value!;
        Assert.Equal(INodeConnection.Staged, (await connection.StageAsync(new NodeRequest("renew", []))).Value!.Exit);
        var end = await connection.ReleaseAsync(go: true);
        Assert.Equal("node-silent", end.Problem?.Id);
        Assert.Contains("unknown", end.Problem!.Text(Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_in_which_a_person_types_a_password_does_not_count()
    {
        var node = new HostileNode(
            "asks",
            $"printf %s '{SshCommand.PasswordPrompt}' >&2; read -r password; [[ $password == secret ]] && hello; each status 1 null", "");

        // Long enough for a login on a busy machine.
        var limit = Short * 6;
        var opened = await OpenAsync(node, NodeLimits.Default.Within(limit), become: true, () =>
        {
            Thread.Sleep(limit + Short);
            return "secret";
        });
        await using var connection = opened.Value!;
        Assert.True(opened.Succeeded, opened.Problem?.Text(Language.English));
    }

    private Task<Outcome<NodeAnswer>> AskAsync(HostileNode node, string verb) => AskAsync(_folder, node, verb);

    internal static async Task<Outcome<NodeAnswer>> AskAsync(string folder, HostileNode node, string verb)
    {
        var opened = await OpenAsync(folder, node, NodeLimits.Default.Within(node.EndsByLimit ? Short : Ample), become: false, () => null);
        if (!opened.Succeeded)
        {
            return opened.Problem;
        }

        await using var connection = opened.Value;
        return await connection.AskAsync(new NodeRequest(verb, []));
    }

    private Task<Outcome<INodeConnection>> OpenAsync(
        HostileNode node, NodeLimits limits, bool become = false, Func<string?>? password = null)
        => OpenAsync(_folder, node, limits, become, password ?? (() => null));

    private static Task<Outcome<INodeConnection>> OpenAsync(
        string folder, HostileNode node, NodeLimits limits, bool become, Func<string?> password)
    {
        var client = HostileNodes.Play(folder, Version, "/nowhere", [node]);
        File.WriteAllBytes($"{folder}/program", new byte[1024 * 1024]);
        var program = new AgentProgram($"{folder}/program", new string('a', 64), 1024 * 1024, Version);
        return SshConnection.OpenAsync(
            new NodeTarget(node.Kind, node.Kind) { Become = become },
            new SshSettings(program, null, password, (_, _) => { }) { Client = client, Limits = limits });
    }
}
