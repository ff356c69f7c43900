using System.Text;

namespace KubePki.Language;

/// <summary>A text with the places <c>{0}</c> to <c>{9}</c>.</summary>
public static class Template
{
    /// <summary>Fills the places in one pass: what an argument holds is never read as a place.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return template;
        }

        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '{' && i + 2 < template.Length && template[i + 2] == '}' && template[i + 1] - '0' is var place && place >= 0 && place < arguments.Count)
            {
                text.Append(arguments[place]);
                i += 2;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        return text.ToString();
    }
}
