namespace KubePki.Activate.Runtime;

/// <summary>A line a container wrote.</summary>
/// <param name="At">When, by the runtime's clock; null when the log does not say.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">What, without the line break. It is the container's text: not to be trusted with a terminal.</param>
internal sealed record LogLine(DateTimeOffset? At, string Stream, string Text);
