namespace KubePki.Cli.Documents;

/// <summary>A time, or each time of a map, is written to the millisecond, so that clocks can be compared.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MillisecondsAttribute : Attribute;
