using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubePki.Authentication;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Language;
using KubePki.X509;

namespace KubePki.Faults.Fuzz;

/// <summary>What is done with inputs that are requests, kubeadm configurations, tokens and files of static credentials.</summary>
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

    /// <summary>What was read and is written again reads the same; names can be added to the cluster's document, or are refused.</summary>
    public static void Configuration(byte[] yaml)
    {
        if (KubeadmConfiguration.Read(yaml, Where).Value is not { IsJoin: false } read)
        {
            return;
        }

        var written = ConfigurationWriter.Write(read);
        var again = KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(written), Where);
        Targets.Insist(again.Succeeded && ConfigurationWriter.Write(again.Value) == written);
        if (ConfigurationEdit.With(Encoding.UTF8.GetString(yaml), [new SettingChange(Setting.ApiServerNames, ["added.example.com"], ["10.0.0.1"])], Where).Value is { } edited
            && KubeadmConfiguration.Read(Encoding.UTF8.GetBytes(edited.Text), Where) is { Succeeded: true } changed)
        {
            Targets.Insist(changed.Value.ApiServerNames.Contains("added.example.com") && !changed.Value.ApiServerNames.Contains("10.0.0.1"));
        }
    }

    /// <summary>What an API server would be told of how it authenticates, with all that is wrong with it.</summary>
    public static void AuthenticationConfiguration(byte[] yaml)
    {
        if (Kubernetes.AuthenticationConfiguration.Read(yaml, Where).Value is { } read)
        {
            _ = read.Problems.Sum(p => p.Text(Tongue.English).Length + p.Hint(Tongue.Chinese).Length);
        }
    }

    /// <summary>A credential of any kind, asked of an API server that has every authenticator on.</summary>
    public static void Credential(byte[] bytes)
    {
        if (CredentialReader.Read(bytes, Where, CredentialKind.Any, _ => AuthenticationMessages.NoCredential.At(Where)).Value is { } credential)
        {
            Explained(credential);
        }
    }

    /// <summary>The claims of a service account token, behind a signature that is right: what a hostile hand does not get to, a bug in a controller does.</summary>
    public static void Claims(byte[] json)
    {
        if (IsObject(json))
        {
            Explained(new Credential { Where = Where, Token = Corpus.ApiServer.Sign(json) });
        }
    }

    /// <summary>The lines of a file of static tokens or passwords, each asked for.</summary>
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
            _ = problem.Text(Tongue.English).Length + problem.Text(Tongue.Chinese).Length;
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

/// <summary>An API server with every authenticator on, and the key that signs its tokens.</summary>
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
