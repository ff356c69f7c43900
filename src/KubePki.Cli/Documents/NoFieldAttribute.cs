namespace KubePki.Cli.Documents;

/// <summary>A property that is derived from the fields of its record and is not a field itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoFieldAttribute : Attribute;
