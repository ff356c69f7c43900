using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Activate.Probe;

/// <summary>A client certificate with its key, ready to be presented. Dispose drops the key.</summary>
internal sealed class ClientIdentity : IDisposable
{
    private readonly X509Certificate2 _certificate;

    private ClientIdentity(X509Certificate2 certificate, IEnumerable<Certificate> intermediates)
    {
        _certificate = certificate;

        // Offline: the context must not fetch URLs from the certificate's extensions.
        Context = SslStreamCertificateContext.Create(
            certificate, [.. intermediates.Select(i => X509CertificateLoader.LoadCertificate(i.Der))], offline: true);
    }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Reads a certificate file (the first certificate is the client's, the others are its chain) and a key file.</summary>
    public static Outcome<ClientIdentity> FromFiles(NodeRoot root, string certificatePath, string keyPath)
        => root.Read(certificatePath).Then(certificate => root.Read(keyPath).Then(key =>
        {
            try
            {
                return FromPem(certificate.Content, certificatePath, key.Content, keyPath);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key.Content);
            }
        }));

    /// <summary>The current user of a kubeconfig, with an embedded certificate or with files.</summary>
    public static Outcome<ClientIdentity> FromKubeconfig(NodeRoot root, Kubeconfig kubeconfig, string path)
    {
        if (kubeconfig.User is not { } user)
        {
            return kubeconfig.CurrentUserProblem!;
        }

        if (user.CertificatePath is { } certificatePath)
        {
            return FromFiles(root, kubeconfig.PathOf(certificatePath), kubeconfig.PathOf(user.KeyPath ?? certificatePath));
        }

        return user.CertificateData is null ? ObserveMessages.NoClientCertificate.At(path, user.Name)
            : user.KeyData is null ? ObserveMessages.NoClientKey.At(path, user.Name)
            : FromPem(user.CertificateData, path, user.KeyData, path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var intermediate in Context.IntermediateCertificates)
        {
            intermediate.Dispose();
        }

        _certificate.Dispose();
    }

    private static Outcome<ClientIdentity> FromPem(byte[] certificatePem, string certificatePath, byte[] keyPem, string keyPath)
    {
        var chain = CertificateReader.ReadAll(certificatePem, certificatePath);
        if (!chain.Succeeded)
        {
            return chain.Problem;
        }

        var read = PrivateKey.Read(keyPem, keyPath);
        using var key = read.Value;
        return key is null ? read.Problem!
            : !key.Matches(chain.Value[0]) ? X509Messages.KeyMismatch.At(certificatePath, keyPath)
            : new ClientIdentity(key.ToX509Certificate(chain.Value[0]), chain.Value.Skip(1));
    }
}
