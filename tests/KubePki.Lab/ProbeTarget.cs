using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Lab;

/// <summary>The server that the probe polls, its client certificate, and its trusted CAs.</summary>
/// <param name="Server">Address and port of the API server.</param>
/// <param name="Client">The client certificate with its key; null to send none.</param>
/// <param name="Authorities">The CAs that may issue the server's certificate.</param>
/// <param name="Path">Path of the request; status 200 counts as success.</param>
internal sealed partial record ProbeTarget(
    IPEndPoint Server, X509Certificate2? Client, X509Certificate2Collection Authorities, string Path = "/readyz")
{
    /// <summary>Reads a kubeconfig once, as a client does that was started before a renewal.</summary>
    public static ProbeTarget FromKubeconfig(string file)
    {
        var text = File.ReadAllText(file);
        var server = ServerLine().Match(text);
        Assert.True(server.Success, $"{file} names no server by address");
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Data(text, "certificate-authority-data"));
        var client = X509Certificate2.CreateFromPem(Data(text, "client-certificate-data"), Data(text, "client-key-data"));
        return new ProbeTarget(IPEndPoint.Parse(server.Groups[1].Value), client, authorities);
    }

    private static string Data(string kubeconfig, string field)
    {
        var match = Regex.Match(kubeconfig, $@"^\s*{field}:\s*([A-Za-z0-9+/=]+)", RegexOptions.Multiline);
        Assert.True(match.Success, $"the kubeconfig has no {field}");
        return Encoding.ASCII.GetString(Convert.FromBase64String(match.Groups[1].Value));
    }

    [GeneratedRegex(@"^\s*server:\s*https://([0-9.]+:[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex ServerLine();
}
