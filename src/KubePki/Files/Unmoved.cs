namespace KubePki.Files;

/// <summary>
/// Arrays that the garbage collector leaves where they are, for what may be a private key: of an array that it moves, a copy stays
/// behind, and whoever wipes the array does not know of it.
/// </summary>
internal static class Unmoved
{
    private static ReadOnlySpan<byte> Mark => "PRIVATE KEY"u8;

    /// <summary>An array of zeroes.</summary>
    internal static byte[] Bytes(int length) => GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>A copy.</summary>
    internal static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = Bytes(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>A copy, which does not move if it holds a private key in PEM.</summary>
    internal static byte[] IfKey(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Mark) >= 0 ? Copy(bytes) : bytes.ToArray();

    /// <summary>Zeroes for PEM or DER under a label, which do not move if it is a private key's.</summary>
    internal static byte[] IfKey(ReadOnlySpan<byte> label, int length) => label.IndexOf(Mark) >= 0 ? Bytes(length) : new byte[length];
}
