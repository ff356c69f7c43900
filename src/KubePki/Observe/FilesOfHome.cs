using KubePki.Files;
using KubePki.Language;

namespace KubePki.Observe;

/// <summary>
/// Reads the files that one kubeconfig in a home names, as the owner of the home. Together they may be as large as one file may be.
/// Otherwise thousands of users that name one large file would make every command of root's slow.
/// </summary>
/// <param name="root">The node.</param>
/// <param name="held">The node's directories.</param>
/// <param name="home">The home directory.</param>
/// <param name="kubeconfig">The kubeconfig, for problems.</param>
internal sealed class FilesOfHome(NodeRoot root, HeldFiles held, string home, string kubeconfig)
{
    /// <summary>The most bytes that are read; a file that is read twice counts twice, because it is parsed twice.</summary>
    internal const int MostBytes = NodeRoot.MaximumFileSize;

    /// <summary>What a read counts for at least: finding the file is work too, even if it is missing.</summary>
    internal const int LeastBytes = 4096;

    private long _left = MostBytes;

    /// <summary>Why the last files were not read; null while all were.</summary>
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
