namespace KubePki.Cli.Documents;

/// <summary>A time, or each time of a map, is written to the millisecond: clocks are compared.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MillisecondsAttribute : Attribute;
