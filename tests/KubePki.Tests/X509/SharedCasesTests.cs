using System.Globalization;
using System.Text.Json;
using KubePki.Localization;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.X509;

/// <summary>
/// Chains with the verdicts of two versions of Go, which are not part of this repository. They are found at the path in KUBEPKI_CASES,
/// and at ../shared/cases beside the checkout. The test is skipped without them.
/// </summary>
public sealed class SharedCasesTests
{
    [Theory]
    [InlineData("go119", 26)]
    [InlineData("go126", 36)]
    public void Every_case_gets_the_verdict_of_go(string go, int kubernetes)
    {
        var folders = Folders();
        Assert.SkipWhen(
            folders.Count == 0,
            "the cases are not there: name their folder in KUBEPKI_CASES, or put them into ../shared/cases beside the checkout");
        var wrong = folders.Where(f => Accepts(f, kubernetes) != Accepted(f, go)).Select(Path.GetFileName);
        Assert.Empty(wrong);
    }

    private static IReadOnlyList<string> Folders()
    {
        var candidates = Environment.GetEnvironmentVariable("KUBEPKI_CASES") is { } named
            ? [named]
            : VectorsArchive.Above(AppContext.BaseDirectory).Where(d => File.Exists($"{d}/kubepki.slnx"))
                .Select(d => $"{d}/../shared/cases");
        var folder = candidates.Select(c => $"{c}/x509").FirstOrDefault(Directory.Exists);
        return folder is null
            ? []
            : [.. Directory.EnumerateDirectories(folder).Where(d => File.Exists($"{d}/expected.json")).Order(StringComparer.Ordinal)];
    }

    private static bool Accepted(string folder, string go) => Expected(folder).GetProperty(go)[0].GetString() == "accept";

    private static bool Accepts(string folder, int kubernetes)
    {
        var (expected, roots, leaf) = (Expected(folder), Read($"{folder}/roots.pem"), Read($"{folder}/leaf.pem"));
        if (!roots.Succeeded || !leaf.Succeeded)
        {
            return false;
        }

        var usage = expected.GetProperty("usage").GetString() switch
        {
            "server" =>
            Oids.ServerAuth,
            "client" => Oids.ClientAuth,
            _ => Oids.AnyExtendedKeyUsage
        };
        var (time, name) = (DateTimeOffset.Parse(expected.GetProperty("time").GetString()!, CultureInfo.InvariantCulture),
            expected.GetProperty("name").GetString());
        var request = new VerificationRequest(
            roots.Value, Read($"{folder}/intermediates.pem").Value ?? [], time, usage,
            string.IsNullOrEmpty(name) ? null : name)
        { Kubernetes = kubernetes };
        return ChainVerifier.Verify(leaf.Value[0], request, "leaf") is null;
    }

    private static JsonElement Expected(string folder) => JsonDocument.Parse(File.ReadAllText($"{folder}/expected.json")).RootElement;

    private static Outcome<IReadOnlyList<Certificate>> Read(string file)
        => File.Exists(file) ? CertificateReader.ReadAll(File.ReadAllBytes(file), file) : X509Messages.Empty.At(file);
}
