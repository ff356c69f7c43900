using System.Reflection;
using System.Text;
using KubePki.Localization;

namespace KubePki.Tests.Architecture;

/// <summary>docs/messages.md lists every message of the library, in both languages.</summary>
public sealed class MessagesPageTests
{
    private static readonly Text Title = new("Messages", "消息");

    private static readonly Text Introduction = new(
        "Every message that kubepki can report about a place: a path, a node, or a name. kubepki fills in `{0}` and the like. "
            + "The id is in every JSON document and does not change between versions. The program prints the place first.",
        "kubepki 对某个位置（路径、节点或名称）可能报告的全部消息。`{0}` 等为占位符，输出时会被填充。id 出现在每个 JSON 文档中，在各版本之间保持不变。程序会先输出位置。");

    private static readonly Text Generated = new(
        "This page is generated: `KUBEPKI_DOCS_UPDATE=1 ./test unit`.", "本页由程序生成：`KUBEPKI_DOCS_UPDATE=1 ./test unit`。");

    private static readonly Text Columns = new("| id | what happened | what to do |", "| id | 发生了什么 | 该做什么 |");

    [Theory]
    [InlineData(false, "docs/messages.md")]
    [InlineData(true, "docs/messages.zh-CN.md")]
    public void The_page_is_that_of_the_messages(bool inChinese, string page)
    {
        var path = $"{Sources.Root()}/{page}";
        var expected = Page(inChinese ? Language.Chinese : Language.English);
        if (Environment.GetEnvironmentVariable("KUBEPKI_DOCS_UPDATE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Page(Language language)
    {
        var page = new StringBuilder($"# {Title.In(language)}\n\n{Introduction.In(language)}\n\n{Generated.In(language)}\n");
        foreach (var folder in Messages().GroupBy(m => m.Folder).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            page.Append($"\n## {folder.Key}\n\n{Columns.In(language)}\n| --- | --- | --- |\n");
            foreach (var message in folder.Select(m => m.Message).OrderBy(m => m.Id, StringComparer.Ordinal)
                .ThenBy(m => m.What.English, StringComparer.Ordinal))
            {
                page.Append($"| `{message.Id}` | {Cell(message.What, language)} | {Cell(message.Hint, language)} |\n");
            }
        }

        return page.ToString();
    }

    private static IEnumerable<(string Folder, Message Message)> Messages()
        => from type in typeof(Message).Assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           where field.FieldType == typeof(Message)
           select (type.Namespace!.Split('.')[1], (Message)field.GetValue(null)!);

    /// <summary>The text as it is declared: a bar would end the cell, and an angle bracket would begin a tag.</summary>
    private static string Cell(Text text, Language language)
        => (language.IsChinese ? text.Chinese : text.English).Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);
}
