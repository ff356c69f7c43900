using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KubePki.Apply;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Apply;

/// <summary>
/// Records of the state directory with a valid checksum, in which one field is missing, null, or has another value: each field gets a third
/// of the values.
/// </summary>
public sealed class StoredRecordsTests
{
    /// <summary>Replaces every value; a bare null stands for JSON's null.</summary>
    private static readonly string?[] Values =
        [
            null, "\"\"", "\"..\"", "\"../../etc/shadow\"", "\"/etc/../shadow\"", "\"a\\u0000b\"", "-1", "99", "1e30", "4294967296", "true",
            "[]", "[null]", "{}", "{\"a\":null}", "\"9999-12-31T23:59:59-23:00\"", "\"odd\"",
        ];

    public static TheoryData<string, int> Changes
        =>
        [
            .. from record in (string[])["first line", "last line", "manifest"]
                from value in Enumerable.Range(-1, Values.Length + 1) select (record, value),
        ];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_record_with_a_right_checksum_and_a_wrong_field_is_no_exception(string record, int value)
    {
        var fields = Fields(Record(record, new PlainNode()).Json, "").ToList();
        Assert.True(fields.Count > 10);
        foreach (var field in fields.Where((_, i) => value <= 0 || (i + value) % 3 == 0))
        {
            using var node = new PlainNode();
            var (json, write) = Record(record, node);
            Change(json, field, value);
            write(json);
            Use(node.Transactions);
        }
    }

    [Theory]
    [InlineData("verb")]
    [InlineData("summary")]
    [InlineData("stage")]
    [InlineData("files")]
    [InlineData("files/0")]
    [InlineData("files/0/path")]
    public void A_journal_in_which_a_field_is_missing_or_null_is_unreadable(string field)
    {
        foreach (var value in (int[])[-1, 0])
        {
            using var node = new PlainNode();
            var (json, write) = Record("last line", node);
            Change(json, field, field.EndsWith("/0", StringComparison.Ordinal) ? 0 : value);
            write(json);
            var unreadable = Assert.Single(node.Transactions.History());
            Assert.Equal(TransactionStage.Unreadable, unreadable.Stage);
            Assert.True(node.Transactions.Recover().Must().NothingToDo);
            node.Transactions.Undo(null, force: true).Fails(ApplyMessages.UnreadableTransaction);

            // The command in its hint works.
            Assert.Null(node.Transactions.RestoreProblem(unreadable.Id));
            node.Transactions.RestoreBackup(unreadable.Id).Must();
            Assert.Equal("old key", node.Read(PlainNode.Key));
        }
    }

    [Fact]
    public void Where_the_backup_is_damaged_too_its_restoration_is_not_advised()
    {
        using var node = new PlainNode();
        var (json, write) = Record("last line", node);
        Change(json, "verb", 0);
        write(json);
        var id = node.Transactions.Unreadable.Single().Id;
        Assert.Contains("backup restore", node.Transactions.UnclearUndo(null)!.Hint(Language.English), StringComparison.Ordinal);
        File.WriteAllText($"{node.StateDirectory}/transactions/{id}/backup/manifest.json", "{}");
        Assert.DoesNotContain("backup restore", node.Transactions.UnclearUndo(null)!.Hint(Language.English), StringComparison.Ordinal);
    }

    /// <summary>Calls everything that reads the state: problems are allowed, exceptions are not.</summary>
    private static void Use(Transactions transactions)
    {
        foreach (var id in transactions.History().Select(t => t.Id).ToList())
        {
            transactions.UndoProblem(id, force: false);
            transactions.UnclearUndo(id);
            transactions.RestoreProblem(id);
            transactions.VerifyBackup(id);
        }

        transactions.UnclearUndo(null);
        transactions.FindUndoable(null);
        transactions.Unfinished();
        transactions.VerifiedBackups();
        _ = transactions.LastActivation;
        transactions.PlanPrune(1);
        transactions.Recover();
        transactions.Undo(null, force: true);
        transactions.CreateBackup([PlainNode.Key]);
        transactions.Prune(0);
    }

    /// <summary>A record of a completed transaction, and a function that replaces it with another that has a valid checksum.</summary>
    private static (JsonNode Json, Action<JsonNode> Write) Record(string record, PlainNode node)
    {
        var directory = $"{node.StateDirectory}/transactions/{node.Transactions.Run(PlainNode.Request, _ => null).Must().Id}";
        if (record == "manifest")
        {
            var manifest = $"{directory}/backup/manifest.json";
            return (JsonNode.Parse(File.ReadAllText(manifest))!, changed =>
            {
                File.WriteAllText(manifest, changed.ToJsonString());
                File.WriteAllText(
                    $"{manifest}.sha256", $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)))}  manifest.json\n");
            }
            );
        }

        var lines = File.ReadAllLines($"{directory}/journal");
        var at = record == "first line" ? 0 : lines.Length - 1;
        return (JsonNode.Parse(lines[at][17..])!, changed =>
        {
            var json = changed.ToJsonString();
            lines[at] = $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]} {json}";
            File.WriteAllText($"{directory}/journal", string.Join('\n', lines) + "\n");
        }
        );
    }

    private static IEnumerable<string> Fields(JsonNode? node, string path) => node switch
    {
        JsonObject o => o.SelectMany(f => Fields(f.Value, $"{path}/{f.Key}").Prepend($"{path}/{f.Key}".TrimStart('/'))),
        JsonArray list => list.SelectMany((item, i) => Fields(item, $"{path}/{i}").Prepend($"{path}/{i}".TrimStart('/'))),
        _ => [],
    };

    /// <summary>Replaces the value of a field; -1 removes it.</summary>
    private static void Change(JsonNode json, string field, int value)
    {
        var steps = field.Split('/');
        var holder = steps[..^1]
            .Aggregate(
                json,
                (at, step) => at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!);
        var put = value < 0 || Values[value] is not { } text ? null : JsonNode.Parse(text);
        if (holder is JsonArray items)
        {
            var place = int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture);
            items[place] = put;
            if (value < 0)
            {
                items.RemoveAt(place);
            }
        }
        else if (value < 0)
        {
            holder.AsObject().Remove(steps[^1]);
        }
        else
        {
            holder[steps[^1]] = put;
        }
    }
}
