using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// Writes a kubeconfig for a user: a new file on this machine, with mode 0600 from the first byte. It never overwrites a file. In a
/// directory of an ordinary user, the file is created as that user and belongs to them. Links that other users made are not followed.
/// </summary>
internal static class UserKubeconfigFile
{
    /// <summary>
    /// Creates the key and the certificate and writes the file; returns the certificate. If there is a problem, nothing is left behind.
    /// </summary>
    public static Outcome<Certificate> Write(NodeRoot root, UserKubeconfigPlan plan, string path, GivenKeys? given = null)
    {
        using var files = new OperatorFiles(asOwners: true);
        if (files.ProblemOfNewFile(path) is { } inTheWay)
        {
            return inTheWay;
        }

        var authorities = SigningAuthorities.Load(root, [plan.Authority], given);
        if (!authorities.Succeeded)
        {
            return authorities.Problem;
        }

        using var signing = authorities.Value[plan.Authority.Name].Key;
        using var key = PrivateKey.Create(plan.KeyAlgorithm);
        var certificate = authorities.Value[plan.Authority.Name]
            .Issue(plan.Identity, key, plan.NotBefore, plan.NotAfter, CertificateShape.Of(plan.Facts.MinorVersion));
        var pem = key.ToPem();
        var content = KubeconfigComposer.Embedded(
            plan.Facts.ClusterName,
            plan.Facts.Server, [.. plan.Authority.Certificates.SelectMany(c => c.ToPem())], plan.Identity.CommonName, certificate.ToPem(),
            pem);
        CryptographicOperations.ZeroMemory(pem);
        try
        {
            files.WriteNew(path, content);
            return certificate;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.RemoveWritten();
            return ApplyMessages.NotWritten.At(path, e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
