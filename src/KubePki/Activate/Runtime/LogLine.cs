namespace KubePki.Activate.Runtime;

/// <summary>A line that a container wrote.</summary>
/// <param name="At">When it was written, by the runtime's clock; null if the log does not say.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text without the line break. It comes from the container: do not print it to a terminal unescaped.</param>
internal sealed record LogLine(DateTimeOffset? At, string Stream, string Text);
