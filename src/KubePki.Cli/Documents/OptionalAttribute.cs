namespace KubePki.Cli.Documents;

/// <summary>A field that is omitted if it has no value. Without this attribute, the field is then null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionalAttribute : Attribute;
