using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KubePki.DocumentTests;

/// <summary>The doc comments of an assembly, as plain text.</summary>
internal sealed partial class Comments(Assembly assembly)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, m => m);

    public string Of(Type type) => Text($"T:{type.FullName}");

    public string Of(PropertyInfo property) => Text($"P:{property.GetMethod!.GetBaseDefinition().DeclaringType!.FullName}.{property.Name}");

    private string Text(string member)
    {
        Assert.True(_members.TryGetValue(member, out var found), $"{member} has no comment");
        return Spaces().Replace(string.Concat(found!.Element("summary")!.Nodes().Select(Plain)), " ").Trim();
    }

    private static string Plain(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement other => other.Value,
        _ => node.ToString(),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
