using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace KubePki.Scripts.Deploy;

/// <summary>
/// Renders the subset of Helm's templates that the chart uses. Anything else is refused, so that a template which only Helm can render
/// fails here. The subset: <c>if</c> on one value, <c>range</c> over a list, <c>end</c>; lookups
/// <c>.Values.a.b</c>, <c>.Chart.AppVersion</c>,
/// <c>.Release.Namespace</c>, <c>.name</c> and <c>.</c> in a range; <c>.Files.Get "name"</c>; and the functions <c>toYaml</c>,
/// <c>nindent</c>, <c>default</c>, <c>trim</c> and <c>quote</c>. Space is trimmed as Go's text/template does.
/// </summary>
internal sealed partial class ChartRenderer(string chart, YamlNode values, string release, string appVersion)
{
    private sealed record Scope(YamlNode Values, YamlNode Dot, bool InRange);

    /// <summary>The rendered template.</summary>
    public string Render(string template)
    {
        var tokens = Tokens(template).ToList();
        var text = new StringBuilder();
        var at = Write(tokens, 0, new Scope(values, values, InRange: false), text, isActive: true);
        return at == tokens.Count ? text.ToString() : throw new NotSupportedException("an end without a beginning");
    }

    /// <summary>Text and actions in turn: an action has no braces. The trim marks are already applied.</summary>
    private static IEnumerable<(bool IsAction, string Text)> Tokens(string template)
    {
        var parts = Action().Split(template);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
            {
                yield return (true, parts[i].Trim('-').Trim());
                continue;
            }

            var text = i > 0 && parts[i - 1].EndsWith(" -", StringComparison.Ordinal) ? parts[i].TrimStart() : parts[i];
            yield return (false, i + 1 < parts.Length && parts[i + 1].StartsWith("- ", StringComparison.Ordinal) ? text.TrimEnd() : text);
        }
    }

    /// <summary>Writes tokens up to the end of the block; returns the position of its <c>end</c>, or the number of tokens.</summary>
    private int Write(List<(bool IsAction, string Text)> tokens, int at, Scope scope, StringBuilder text, bool isActive)
    {
        for (; at < tokens.Count; at++)
        {
            var (isAction, token) = tokens[at];
            if (!isAction)
            {
                text.Append(isActive ? token : "");
            }
            else if (token == "end")
            {
                return at;
            }
            else if (token.StartsWith("if ", StringComparison.Ordinal))
            {
                at = Write(tokens, at + 1, scope, text, isActive && IsTrue(Lookup(token[3..], scope)));
            }
            else if (token.StartsWith("range ", StringComparison.Ordinal))
            {
                at = Repeat(tokens, at + 1, (YamlSequenceNode)Lookup(token[6..], scope), scope, text, isActive);
            }
            else
            {
                text.Append(isActive ? Value(token, scope) : "");
            }
        }

        return at;
    }

    private int Repeat(
        List<(bool IsAction, string Text)> tokens, int at, YamlSequenceNode list, Scope scope, StringBuilder text, bool isActive)
    {
        foreach (var item in isActive ? list.Children : [])
        {
            Write(tokens, at, scope with { Dot = item, InRange = true }, text, isActive);
        }

        return Write(tokens, at, scope, text, isActive: false);
    }

    private string Value(string action, Scope scope)
    {
        var steps = action.Split('|', StringSplitOptions.TrimEntries);
        var value = steps[0].Split(' ', 2) switch
        {
            ["toYaml", var of] => YamlText.Of(Lookup(of, scope)),
            [".Files.Get", var file] => File.ReadAllText(Path.Combine(chart, file.Trim('"'))),
            _ => ((YamlScalarNode)Lookup(steps[0], scope)).Value!,
        };
        return steps.Skip(1).Aggregate(value, (text, step) => step.Split(' ') switch
        {
            ["nindent", var count] => Indented(text, int.Parse(count, CultureInfo.InvariantCulture)),
            ["trim"] => text.Trim(),
            ["quote"] => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            ["default", var other] => text.Length > 0 ? text : ((YamlScalarNode)Lookup(other, scope)).Value!,
            _ => throw new NotSupportedException($"{{{{ {action} }}}}"),
        });
    }

    /// <summary>As sprig's nindent: a line feed, then every line indented, empty lines too.</summary>
    private static string Indented(string text, int count)
        => "\n" + new string(' ', count) + text.Replace("\n", "\n" + new string(' ', count), StringComparison.Ordinal);

    private YamlNode Lookup(string path, Scope scope) => path switch
    {
        ".Chart.AppVersion" when !scope.InRange => new YamlScalarNode(appVersion),
        ".Release.Namespace" when !scope.InRange => new YamlScalarNode(release),
        "." when scope.InRange => scope.Dot,
        _ when !scope.InRange && ValuePath().IsMatch(path) => path.Split('.').Skip(2).Aggregate(scope.Values, Field),
        _ when scope.InRange && ItemField().IsMatch(path) => Field(scope.Dot, path[1..]),
        _ => throw new NotSupportedException($"{{{{ {path} }}}}"),
    };

    /// <summary>A value that values.yaml does not have is a mistake of the chart, although Helm accepts it.</summary>
    private static YamlNode Field(YamlNode node, string name)
        => node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var value)
            ? value : throw new NotSupportedException($"values.yaml has no {name}");

    private static bool IsTrue(YamlNode node) => node switch
    {
        YamlSequenceNode list => list.Children.Count > 0,
        YamlMappingNode map => map.Children.Count > 0,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        _ => throw new NotSupportedException($"if on {node}"),
    };

    [GeneratedRegex(@"\{\{(- .*?|[^-].*?)\}\}")]
    private static partial Regex Action();

    [GeneratedRegex(@"^\.Values(\.[a-zA-Z]+)+$")]
    private static partial Regex ValuePath();

    [GeneratedRegex(@"^\.[a-z][a-zA-Z]*$")]
    private static partial Regex ItemField();
}
