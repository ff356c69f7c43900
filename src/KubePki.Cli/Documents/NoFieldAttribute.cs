namespace KubePki.Cli.Documents;

/// <summary>A property that follows from the fields of its record and is none of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoFieldAttribute : Attribute;
