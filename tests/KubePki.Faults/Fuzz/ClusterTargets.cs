using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Authentication;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Localization;
using KubePki.X509;

namespace KubePki.Faults.Fuzz;

/// <summary>Parses certificate requests, kubeadm configurations, tokens and files of static credentials, and checks the results.</summary>
internal static class ClusterTargets
{
    private const string Where = "input";
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void SigningRequest(byte[] pem)
    {
        if (X509.SigningRequest.Read(pem, Where).Value is { } request)
        {
            _ = request.Subject.ToString();
            _ = request.Names.All.Count();
            _ = PublicKeyInfo.Algorithm(request.PublicKey).Name;
        }
    }

    /// <summary>
    /// A configuration that is read and written again reads the same. Adding names to the cluster's document succeeds or is refused.
    /// </summary>
    public static void Configuration(byte[] yaml)
    {
        if (KubeadmConfiguration.Read(yaml, Where).Value is not { IsJoin: false } read)
        {
            return;
        }

        var written = ConfigurationWriter.Write(read);
        var again = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(written), Where);
        Targets.Insist(again.Succeeded && ConfigurationWriter.Write(again.Value) == written);
        if (ConfigurationEdit.With(
            Encoding.UTF8.GetString(yaml), [new SettingChange(Setting.ApiServerNames, ["added.example.com"], ["10.0.0.1"])],
            Where).Value is { } edited
            && KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(edited.Text), Where) is { Succeeded: true } changed)
        {
            Targets.Insist(changed.Value.ApiServerNames.Contains("added.example.com")
                && !changed.Value.ApiServerNames.Contains("10.0.0.1"));
        }
    }

    /// <summary>An API server's authentication configuration, with all its problems.</summary>
    public static void AuthenticationConfiguration(byte[] yaml)
    {
        if (Kubernetes.AuthenticationConfiguration.Read(yaml, Where).Value is { } read)
        {
            _ = read.Problems.Sum(p => p.Text(Language.English).Length + p.Hint(Language.Chinese).Length);
        }
    }

    /// <summary>A credential of any kind, presented to an API server with every authenticator enabled.</summary>
    public static void Credential(byte[] bytes)
    {
        if (CredentialReader.Read(
            bytes, Where, CredentialKind.Any, _ => AuthenticationMessages.NoCredential.At(Where)).Value is { } credential)
        {
            Explained(credential);
        }
    }

    /// <summary>
    /// The claims of a service account token with a valid signature: an attacker cannot produce them, a bug in a controller can.
    /// </summary>
    public static void Claims(byte[] json)
    {
        if (IsObject(json))
        {
            Explained(new Credential { Where = Where, Token = Corpus.ApiServer.Sign(json) });
        }
    }

    /// <summary>The lines of a file of static tokens or passwords. Each is presented as a credential.</summary>
    public static void StaticCredentials(byte[] csv)
    {
        foreach (var entry in ApiServerSettings.Entries(csv, Where).Value ?? [])
        {
            _ = entry.Is("token");
            Targets.Insist(entry.Groups.All(g => g is not null) && entry.User is not null);
        }
    }

    private static void Explained(Credential credential)
    {
        var report = AuthenticationChain.Explain(Corpus.ApiServer.Settings, credential, Now);
        foreach (var problem in report.Steps.Select(s => s.Reason).Concat(report.Remarks).OfType<Problem>())
        {
            _ = problem.Text(Language.English).Length + problem.Text(Language.Chinese).Length;
        }
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>An API server with every authenticator enabled, and the key that signs its tokens.</summary>
internal sealed class FuzzedApiServer(ApiServerSettings settings, ECDsa key)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"ES256","kid":"some-key"}"""u8);

    public ApiServerSettings Settings => settings;

    public string Sign(byte[] claims)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}
