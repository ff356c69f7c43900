using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Observe;

/// <summary>
/// Reads the files that one kubeconfig in a home directory names, as the owner of the home directory. The limit for all files together is
/// that for a single file. Otherwise, a kubeconfig with thousands of users that name one large file would slow down all of root's commands.
/// </summary>
/// <param name="root">The node.</param>
/// <param name="held">The node's directories.</param>
/// <param name="home">The home directory.</param>
/// <param name="kubeconfig">The path of the kubeconfig, for problems.</param>
internal sealed class HomeFileReader(NodeRoot root, HeldFiles held, string home, string kubeconfig)
{
    /// <summary>The maximum number of bytes to read. A file that is named twice counts twice, because it is also parsed twice.</summary>
    internal const int MostBytes = NodeRoot.MaximumFileSize;

    /// <summary>
    /// The number of bytes that each file counts at least: finding a file takes time too, even if it is small or missing.
    /// </summary>
    internal const int LeastBytes = 4096;

    private long _left = MostBytes;

    /// <summary>Why the last files were not read; null if all were read.</summary>
    internal Problem? Refusal { get; private set; }

    /// <summary>Reads a file, or reports that the kubeconfig names too many.</summary>
    internal Outcome<NodeFile> Read(string named)
    {
        if (_left <= 0)
        {
            return Refusal ??= ObserveMessages.TooManyFiles.At(kubeconfig, (MostBytes >> 20).ToString());
        }

        var file = root.Resolve(named).Then(place => held.ReadInHome(home, named, place));
        _left -= Math.Max(LeastBytes, file.Value?.Content.Length ?? 0);
        return file;
    }
}
