namespace KubePki.Tests.Fleet;

/// <summary>A node that does not answer as kubepki does.</summary>
/// <param name="Kind">Its name, which is also its destination.</param>
/// <param name="Script">The script that runs in place of ssh: bash, with the functions of <see cref="HostileNodes.Words"/>.</param>
/// <param name="Expected">The id of the problem that the operator gets; empty if the node is shown like any other.</param>
/// <param name="EndsByLimit">True if only the time limit ends it.</param>
public sealed record HostileNode(string Kind, string Script, string Expected, bool EndsByLimit = false);

/// <summary>The table of broken and hostile nodes, and a stand-in for ssh that plays them.</summary>
public static class HostileNodes
{
    /// <summary>Functions that every script may use; $VERSION and $KUBEPKI are set.</summary>
    private const string Words = """
        VERSION='@VERSION@' KUBEPKI='@KUBEPKI@'
        hello() { printf '{"kubepki":"%s","protocol":2}\n' "$VERSION"; }
        # each COMMAND…: runs it for every request, whose number is $id
        each() { while read -r request; do [[ $request == *'"verb"'* ]] || continue; id=${request#'{"id":'}; id=${id%%,*}; "$@"; done; }
        # answer DOCUMENT [EXIT]
        answer() { printf '{"id":%s,"exit":%s,"document":%s}\n' "$id" "${2-0}" "$1"; }
        # repeat TEXT TIMES
        repeat() { yes "$1" | head -n "$2" | tr -d '\n'; }
        deep() { answer "$(repeat '{"a":' 100000)1$(repeat '}' 100000)"; }
        wide() { answer "{\"a\":[1$(repeat ',1' 3000000)]}"; }
        map() { answer "{$(seq -f '"%.0f":1' -s , 600000)}"; }
        text() { answer "{\"kind\":\"Status\",\"items\":[],\"a\":\"$(repeat aaaaaaaaaaaaaaaa 600000)\"}"; }
        status() { answer "{\"kind\":\"Status\",\"items\":[{\"name\":\"ca\",\"kind\":\"ca\",\"path\":\"/p\",\"state\":\"ok\",\"notAfter\":\"2036-01-01T00:00:00Z\",\"secondsLeft\":$1,\"problem\":$2}],\"problems\":[]}"; }

        """;

    /// <summary>Every kind. The unit tests run each row with the connection, and the fleet's tests run it with the program.</summary>
    public static readonly IReadOnlyList<HostileNode> All =
    [
        new("silent", "sleep 1000", "node-silent", EndsByLimit: true),
        new("says-hello-only", "hello; sleep 1000", "node-silent", EndsByLimit: true),
        new("drips-a-greeting", "while :; do printf x; sleep 1; done", "node-silent", EndsByLimit: true),
        new("drips-an-answer", "hello; while :; do printf x; sleep 1; done", "node-silent", EndsByLimit: true),
        new("never-reads", "echo \"KUBEPKI WANTS $(uname -m)\"; sleep 1000", "node-silent", EndsByLimit: true),
        new(
            "reads-a-byte-a-second", "echo \"KUBEPKI WANTS $(uname -m)\"; while head -c 1 > /dev/null; do sleep 1; done", "node-silent",
            EndsByLimit: true),
        new("leaves-a-child", "hello; read -r request; setsid sleep 30 & exit 0", "node-silent", EndsByLimit: true),
        new("holds-on", "trap '' TERM HUP INT; hello; while :; do sleep 1; done", "node-silent", EndsByLimit: true),
        new("other-id", "hello; each echo '{\"id\":77,\"exit\":0,\"document\":{}}'", "node-silent", EndsByLimit: true),
        new("dies", "exit 255", "node-unreachable"),
        new("closes", "hello; read -r request; exec 1>&-; sleep 3", "cut-off"),
        new("endless-greeting", "tr '\\0' a < /dev/zero", "node-floods"),
        new("endless-line", "hello; tr '\\0' a < /dev/zero", "node-floods"),
        new("endless-notes", "hello; yes '{\"id\":1,\"note\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}'", "node-floods"),
        new("endless-long-notes", "hello; yes \"{\\\"id\\\":1,\\\"note\\\":\\\"$(repeat aaaaaaaa 1000)\\\"}\"", "node-floods"),
        new("endless-noise", "hello; yes", "node-floods"),
        new("endless-diagnostics", "hello; yes error >&2", "node-floods"),
        new("endless-diagnostics-first", "yes error >&2", "node-floods"),
        new("deep", "hello; each deep", "bad-answer"),
        new("wide", "hello; each wide", "bad-answer"),
        new("wide-map", "hello; each map", "bad-answer"),
        new("large", "hello; each text", "node-floods"),
        new("null-document", "hello; each answer null", "bad-answer"),
        new("no-document", "hello; each eval 'echo \"{\\\"id\\\":$id,\\\"exit\\\":0}\"'", "bad-answer"),
        new("empty-document", "hello; each answer {}", "bad-answer"),
        new("text-for-a-document", "hello; each answer '\"done\"'", "bad-answer"),
        new("document-of-another-kind", "hello; each answer '{\"kind\":\"Version\",\"version\":\"1\"}'", "bad-answer"),
        new("document-without-fields", "hello; each answer '{\"kind\":\"Status\"}'", "bad-answer"),
        new("exit-out-of-range", "hello; each answer null 99999999999", "bad-answer"),
        new("exit-of-no-command", "hello; each answer null 57", "bad-answer"),
        new("exit-of-a-staged-command", "hello; each answer null -1", "bad-answer"),
        new("exit-null", "hello; each answer null null", "bad-answer"),
        new("id-out-of-range", "hello; each echo '{\"id\":1e400,\"exit\":0}'", "bad-answer"),
        new("number-out-of-range", "hello; each status 1e400 null", "bad-answer"),
        new("seconds-out-of-range", "hello; each status 9223372036854775807 null", "bad-answer"),
        new("seconds-negative", "hello; each status -9223372036854775808 null", "bad-answer"),
        new("problem-of-another-type", "hello; each status 1 '\"broken\"'", "bad-answer"),
        new("problem-without-words", "hello; each status 1 '{}'", "bad-answer"),
        new("twice-the-same-name", "hello; each answer '{\"kind\":\"Status\",\"kind\":\"Status\"}'", "bad-answer"),
        new("not-unicode", "hello; each answer $'{\"kind\":\"\\xff\\xfe\"}'", "bad-answer"),
        new("half-a-surrogate", "hello; each answer '{\"kind\":\"\\ud800\"}'", "bad-answer"),
        new("other-version", "VERSION=9.9.9; hello; sleep 1000", "other-program"),
        new("other-protocol", "printf '{\"kubepki\":\"%s\",\"protocol\":1}\\n' \"$VERSION\"; sleep 1000", "not-understood"),
        new(
            "protocol-out-of-range", "printf '{\"kubepki\":\"%s\",\"protocol\":99999999999999}\\n' \"$VERSION\"; sleep 1000",
            "not-understood"),
        new("talks-first", "echo Welcome; hello; sleep 1000", "not-understood"),
        new("other-machine", "echo 'KUBEPKI WANTS pdp11'; sleep 1000", "other-machine"),
    ];

    /// <summary>Kinds that are shown like any other node: they answer twice, or with another node's name, around the real agent.</summary>
    public static readonly IReadOnlyList<HostileNode> AroundTheAgent =
    [
        new("good", "exec \"$KUBEPKI\" agent", ""),
        new("answers-twice", "\"$KUBEPKI\" agent | while read -r line; do echo \"$line\"; echo \"$line\"; done", ""),
        new(
            "answers-ahead",
            "\"$KUBEPKI\" agent | while read -r line; do echo \"$line\"; echo "
                + "'{\"id\":2,\"exit\":0,\"document\":{\"kind\":\"Status\",\"items\":[]}}'; done",
            ""),
        new(
            "calls-itself-good", "\"$KUBEPKI\" agent | sed -u 's/calls-itself-good/good/g; s/\"name\":\"apiserver\"/\"name\":\"good\"/g'",
            ""),
        new(
            "lies-about-versions", "\"$KUBEPKI\" agent | sed -u 's/\"kubernetesVersion\":\"[^\"]*\"/\"kubernetesVersion\":\"v999.1\"/'",
            ""),
        new("names-are-null", "\"$KUBEPKI\" agent | sed -u 's/\"name\":\"[a-z-]*\"/\"name\":null/g'", "bad-answer"),
        new("facts-out-of-range", "\"$KUBEPKI\" agent | sed -u 's/\"freeBytes\":[0-9]*/\"freeBytes\":1e400/'", "bad-answer"),
        new("facts-null", "\"$KUBEPKI\" agent | sed -u 's/\"privileged\":true/\"privileged\":null/'", "bad-answer"),
        new(
            "long-words", "\"$KUBEPKI\" agent | sed -u \"s/\\\"state\\\":\\\"ok\\\"/\\\"state\\\":\\\"$(repeat zzzzzzzzzz 1500)\\\"/g\"",
            ""),
    ];

    /// <summary>Writes a program into a folder that plays the nodes in place of ssh: its second to last argument names the node.</summary>
    public static string Play(string folder, string version, string program, IEnumerable<HostileNode> nodes)
    {
        Directory.CreateDirectory($"{folder}/nodes");
        var words = Words.Replace("@VERSION@", version, StringComparison.Ordinal).Replace("@KUBEPKI@", program, StringComparison.Ordinal);
        foreach (var node in nodes)
        {
            File.WriteAllText($"{folder}/nodes/{node.Kind}", words + node.Script + "\n");
        }

        File.WriteAllText($"{folder}/ssh", $"#!/bin/bash\nexec bash '{folder}/nodes/'\"${{@: -2:1}}\"\n");
        File.SetUnixFileMode($"{folder}/ssh", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"{folder}/ssh";
    }
}
