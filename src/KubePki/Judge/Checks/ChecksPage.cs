using System.Text;
using System.Text.RegularExpressions;
using KubePki.Localization;

namespace KubePki.Judge.Checks;

/// <summary>The table of checks as a page for readers: the source of docs/checks.md and docs/checks.zh-CN.md.</summary>
internal static partial class ChecksPage
{
    private static readonly Text Title = new("Checks", "检查项");

    private static readonly Text Introduction = new(
        "`{kubepki verify}` runs these {0} checks on a node's files; `{kubepki verify --list}` lists them. A finding names its check "
            + "in brackets, and in JSON in the field `check`. If the files of the node cannot decide a check, its result is unknown, which "
            + "is not a finding. Chains are judged as Go's crypto/x509 does, which the components use. Where OpenSSL decides differently, "
            + "this page says so.",
        "`{kubepki verify}` 对节点文件执行以下 {0} 项检查；`{kubepki verify --list}` 可列出它们。每个问题在方括号中注明检查项，JSON 中为字段 `check`。若仅凭节点上的文件无法判定，检查结果为未知，"
            + "不算问题。证书链按组件所用的 Go crypto/x509 判定。OpenSSL 判定不同之处会在此注明。");

    private static readonly Text Generated = new(
        "This page is generated from the table of checks in the program: change the table, not this page.", "本页由程序中的检查表生成：请修改检查表，而不是本页。");
    private static readonly Text When = new("Otherwise", "否则");
    private static readonly Text Says = new("Message", "提示");
    private static readonly Text Remedy = new("what to do", "处理方法");
    private static readonly Text Other = new("Other verifiers", "其他校验程序");
    private static readonly Text Error = new("error", "错误");
    private static readonly Text Warning = new("warning", "警告");

    /// <summary>The name of an area.</summary>
    public static Text AreaOf(CheckArea area) => area switch
    {
        CheckArea.Files => new("Files", "文件"),
        CheckArea.Certificates => new("Certificates", "证书"),
        CheckArea.Names => new("Names", "名称"),
        CheckArea.Identities => new("Identities", "身份"),
        CheckArea.Trust => new("Trust", "信任"),
        CheckArea.Tokens => new("Service account tokens", "服务账号令牌"),
        CheckArea.Kubelet => new("Kubelet", "kubelet"),
        CheckArea.Flags => new("Flags", "参数"),
        _ => new("Clock", "时钟"),
    };

    /// <summary>The page in a language, as Markdown.</summary>
    public static string Page(Language language)
    {
        var page = new StringBuilder(
            $"# {Title.In(language)}\n\n{Introduction.In(language, CheckTable.Checks.Count.ToString())}\n\n{Generated.In(language)}\n");
        foreach (var area in CheckTable.Checks.GroupBy(c => c.Area).OrderBy(a => a.Key))
        {
            page.Append($"\n## {AreaOf(area.Key).In(language)}\n");
            foreach (var check in area)
            {
                page.Append(Entry(check, language));
            }
        }

        return page.ToString();
    }

    private static string Entry(Check check, Language language)
    {
        var colon = language.Colon;
        var entry = new StringBuilder($"\n### `{check.Id}` ({(check.Severity == Severity.Error ? Error : Warning).In(language)})\n\n");
        entry.Append(Sentence(check.Title.In(language), language))
            .Append($"  \n{When.In(language)}{colon}{Sentence(check.Why.In(language), language, begins: false)}\n\n");
        foreach (var message in check.Messages)
        {
            var hint = Of(EntryRemedies.HintOf(message));
            entry.Append($"- {Says.In(language)}{colon}*{Named(Of(message.What))}*");
            entry.Append(hint.Length > 0 ? $" → {Remedy.In(language)}{colon}{Named(hint)}\n" : "\n");
        }

        return check.Note is { } note ? entry.Append($"\n{Other.In(language)}{colon}{note.In(language)}\n").ToString() : entry.ToString();

        string Of(Text text) => language.IsChinese ? text.Chinese : text.English;
    }

    /// <summary>
    /// Replaces arguments with an ellipsis and words that depend on a number with their plural, and escapes characters that Markdown
    /// interprets.
    /// </summary>
    private static string Named(string text)
        => Place().Replace(Word().Replace(Command().Replace(text, "$1"), "$1"), "…").Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Sentence(string clause, Language language, bool begins = true)
        => (begins ? char.ToUpperInvariant(clause[0]) : clause[0]) + clause[1..] + (language.IsChinese ? "。" : ".");

    [GeneratedRegex(@"\{(kubepki (?:[^{}]|\{[^}]*\})*)\}")]
    private static partial Regex Command();

    [GeneratedRegex(@"\{\d(?::sh|:path)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\d:[^|}]*\|([^}]*)\}")]
    private static partial Regex Word();
}
