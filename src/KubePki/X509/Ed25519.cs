using System.Runtime.InteropServices;

namespace KubePki.X509;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032) with OpenSSL's libcrypto, because .NET 10 has no Ed25519. OpenSSL decides as Go's crypto/ed25519
/// does: the second half of a signature must be reduced, and the first half is compared byte by byte.
/// </summary>
internal static partial class Ed25519
{
    /// <summary>The library that .NET's own cryptography uses on Debian 12 and newer. The static binary has it linked in.</summary>
    private const string Library = "libcrypto.so.3";

    /// <summary>EVP_PKEY_ED25519 of OpenSSL's evp.h.</summary>
    private const int Type = 1087;

    private const int KeyLength = 32;
    private const int SignatureLength = 64;

    /// <summary>True if the key made the signature.</summary>
    /// <exception cref="DllNotFoundException">This machine has no OpenSSL 3.</exception>
    internal static bool IsGenuine(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength)
        {
            return false;
        }

        using var key = NewRawPublicKey(Type, 0, publicKey, KeyLength);
        using var context = NewContext();
        var isGenuine = !key.IsInvalid && !context.IsInvalid
            && VerifyInit(context, 0, 0, 0, key) == 1
            && Verify(context, signature, SignatureLength, message, (nuint)message.Length) == 1;
        if (!isGenuine)
        {
            // A failure stays in the thread's error queue, where .NET would report it as the reason of its next failure.
            ClearErrors();
        }

        return isGenuine;
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial Key NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial Context NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int VerifyInit(Context context, nint keyContext, nint digest, nint engine, Key key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int Verify(
        Context context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    /// <summary>An EVP_PKEY.</summary>
    private sealed class Key() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    /// <summary>An EVP_MD_CTX.</summary>
    private sealed class Context() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
