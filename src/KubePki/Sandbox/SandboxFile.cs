namespace KubePki.Sandbox;

/// <summary>A file or symbolic link of a practice node, relative to its root.</summary>
/// <param name="Path">Path on the node.</param>
/// <param name="Content">Its bytes; null for a symbolic link.</param>
/// <param name="Mode">Its mode.</param>
/// <param name="LinkTarget">Target of the symbolic link; null for a file.</param>
internal sealed record SandboxFile(string Path, byte[]? Content, UnixFileMode Mode, string? LinkTarget = null)
{
    internal const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    internal const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    internal static SandboxFile Text(string path, string text, UnixFileMode mode)
        => new(path, System.Text.Encoding.UTF8.GetBytes(text), mode);
}
