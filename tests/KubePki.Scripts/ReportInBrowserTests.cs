using System.Diagnostics;

namespace KubePki.Scripts;

/// <summary>The report in a real browser: its content, its layout on a phone, and that it makes no request.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private readonly Programs _programs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-report-").FullName;

    [Fact]
    public async Task It_fits_every_window_and_makes_no_request()
    {
        Assert.SkipWhen(Browser.Program is null, "there is no Chromium here");
        Run("sandbox", "create", "nodes", "--nodes", "2", "--age", "350d", "--key-algorithm", "ecdsa-p256");
        File.SetUnixFileMode($"{_folder}/nodes/cp1/etc/kubernetes/admin.conf", (UnixFileMode)0x1a4);
        Run("report", "nodes/cp1", "nodes/cp2", "--to", "en.html");
        Run("report", "nodes/cp1", "nodes/cp2", "--to", "zh.html", "--lang", "zh-CN");

        // Several nodes that differ: another CA, another version, one that was renewed alone.
        Run("sandbox", "create", "mixed", "--nodes", "3", "--age", "350d", "--key-algorithm", "ecdsa-p256");
        Run("renew", "all", "--yes", "--root", "mixed/cp2");
        File.Copy(
            $"{_folder}/nodes/cp1/etc/kubernetes/pki/front-proxy-ca.crt", $"{_folder}/mixed/cp3/etc/kubernetes/pki/front-proxy-ca.crt",
            overwrite: true);
        Run("report", "mixed/cp1", "mixed/cp2", "mixed/cp3", "--to", "fleet-en.html");
        Run("report", "mixed/cp1", "mixed/cp2", "mixed/cp3", "--to", "fleet-zh.html", "--lang", "zh-CN");
        using var browser = await Browser.StartAsync();
        foreach (var page in new[] { "en", "zh", "fleet-en", "fleet-zh" })
        {
            foreach (var (width, scheme, media) in new[] {
                (1280, "light", "screen"), (800, "dark", "screen"), (390, "light", "screen"), (320, "dark", "screen"),
                (700, "light", "print"),
            })
            {
                await browser.OpenAsync($"{_folder}/{page}.html", width, 900, scheme, media);
                Assert.Equal(width.ToString(), await browser.EvaluateAsync("document.documentElement.scrollWidth"));

                // Nothing overflows its section, and no text of a picture is cut off.
                Assert.Equal(
                    "",
                    await browser.EvaluateAsync(
                        "[...document.querySelectorAll('main *')].filter(e => { const b = e.getBoundingClientRect(); return b.width > 0 "
                            + "&& (b.left < -1 || b.right > innerWidth + 1); }).map(e => e.tagName + ' ' + e.textContent.slice(0, "
                            + "40)).join('|')"));
                Assert.Equal(
                    "",
                    await browser.EvaluateAsync(
                        "[...document.querySelectorAll('svg.picture')].flatMap(svg => { const s = svg.getBoundingClientRect(); return "
                            + "[...svg.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect(); return b.width > 0 && "
                            + "(b.left < s.left - 1 || b.right > s.right + 1); }).map(t => t.textContent); }).join('|')"));
            }
        }

        await LooksRightAsync(browser);
        Assert.NotEmpty(browser.Requests);
        Assert.All(browser.Requests, request => Assert.Matches($"^file://{_folder}/(fleet-)?(en|zh)[.]html$", request));
        Assert.Empty(browser.Complaints);
    }

    private async Task LooksRightAsync(Browser browser)
    {
        await browser.OpenAsync($"{_folder}/en.html", 1280, 900);
        Assert.Equal("Certificates of cp1, cp2", await browser.EvaluateAsync("document.title"));
        Assert.Equal("en", await browser.EvaluateAsync("document.documentElement.lang"));
        Assert.Equal("2", await browser.EvaluateAsync("document.querySelectorAll('section.node').length"));
        Assert.Equal("1", await browser.EvaluateAsync("document.querySelectorAll('.finding.bad').length"));
        Assert.Contains(
            "/etc/kubernetes/admin.conf", await browser.EvaluateAsync("document.querySelector('.finding.bad').innerText"),
            StringComparison.Ordinal);
        Assert.Contains(
            "Action is required", await browser.EvaluateAsync("document.querySelector('.summary').innerText"), StringComparison.Ordinal);
        Assert.Equal("35", await browser.EvaluateAsync("document.querySelectorAll('.timeline svg').length"));
        Assert.Equal(
            "4",
            await browser.EvaluateAsync(
                "[...document.querySelectorAll('svg.picture')].filter(s => s.getBoundingClientRect().height > 100).length"));
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('script, link, img, iframe, [src], [href]').length"));
        Assert.DoesNotContain("PRIVATE KEY", await browser.EvaluateAsync("document.documentElement.outerHTML"), StringComparison.Ordinal);

        // The overview of all nodes comes before each node: a line per node, the differences, everything side by side.
        await browser.OpenAsync($"{_folder}/fleet-en.html", 1280, 900);
        Assert.Equal("Certificates of cp1, cp2, cp3", await browser.EvaluateAsync("document.title"));
        Assert.Equal("3", await browser.EvaluateAsync("document.querySelectorAll('section.node').length"));
        Assert.Equal(
            "summary bad, fleet, node, node, node",
            await browser.EvaluateAsync("[...document.querySelectorAll('main > section')].map(s => s.className).join(', ')"));
        Assert.Equal("3", await browser.EvaluateAsync("document.querySelectorAll('section.fleet table')[0].tBodies[0].rows.length"));
        Assert.Equal("4", await browser.EvaluateAsync("document.querySelectorAll('section.fleet table')[1].rows[0].cells.length"));
        Assert.Contains(
            "front-proxy-ca (SHA-256)", await browser.EvaluateAsync("document.querySelector('section.fleet .finding.bad').innerText"),
            StringComparison.Ordinal);
        Assert.Contains(
            "expiry of apiserver", await browser.EvaluateAsync("document.querySelector('section.fleet .finding.warn').innerText"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", await browser.EvaluateAsync("document.documentElement.outerHTML"), StringComparison.Ordinal);
        await browser.OpenAsync($"{_folder}/en.html", 1280, 900);

        // On a phone a list replaces the picture of the trust chain.
        Assert.Equal("none", await browser.EvaluateAsync("getComputedStyle(document.querySelector('.tree.phone')).display"));
        var light = await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor");
        await browser.OpenAsync($"{_folder}/en.html", 390, 900, "dark");
        Assert.Equal("block", await browser.EvaluateAsync("getComputedStyle(document.querySelector('.tree.phone')).display"));
        Assert.NotEqual(light, await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        await browser.OpenAsync($"{_folder}/zh.html", 1280, 900);
        Assert.Equal("zh-CN", await browser.EvaluateAsync("document.documentElement.lang"));
        Assert.Equal("cp1, cp2 的证书", await browser.EvaluateAsync("document.querySelector('h1').innerText"));
    }

    public void Dispose()
    {
        _programs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            $"{_programs.Folder}/kubepki",
            arguments)
        { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 3, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{output.Result}\n{errors.Result}");
    }
}
