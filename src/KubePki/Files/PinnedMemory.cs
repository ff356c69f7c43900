namespace KubePki.Files;

/// <summary>
/// Arrays that the garbage collector does not move, for possible private keys. If the garbage collector moves an array, a copy stays behind
/// in memory that is not wiped together with the array.
/// </summary>
internal static class PinnedMemory
{
    private static ReadOnlySpan<byte> Mark => "PRIVATE KEY"u8;

    /// <summary>An array of zeros.</summary>
    internal static byte[] Bytes(int length) => GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>A copy.</summary>
    internal static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = Bytes(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>A copy, pinned if it contains a private key in PEM.</summary>
    internal static byte[] IfKey(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Mark) >= 0 ? Copy(bytes) : bytes.ToArray();

    /// <summary>An array of zeros for PEM or DER under a label, pinned if the label is that of a private key.</summary>
    internal static byte[] IfKey(ReadOnlySpan<byte> label, int length) => label.IndexOf(Mark) >= 0 ? Bytes(length) : new byte[length];
}
