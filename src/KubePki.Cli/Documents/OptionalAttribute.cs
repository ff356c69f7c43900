namespace KubePki.Cli.Documents;

/// <summary>A field that is left out where it has no value; without it the field is null then.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionalAttribute : Attribute;
