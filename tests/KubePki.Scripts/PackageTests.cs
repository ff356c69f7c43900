using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using KubePki.DocumentTests;

namespace KubePki.Scripts;

/// <summary>
/// The files that <c>./package</c> makes from the published binary: they are complete, can be verified, and can be installed and removed.
/// </summary>
public sealed class PackageTests(PackageTests.Release release) : IClassFixture<PackageTests.Release>
{
    private static readonly string Architecture =
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static readonly string Machine = Architecture == "arm64" ? "aarch64" : "x86_64";

    /// <summary>A release for this processor, signed with a temporary key; made once.</summary>
    public sealed class Release : IDisposable
    {
        /// <summary>Compressing takes many seconds on a busy machine.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

        private readonly Lazy<string> _files;

        public Release() => _files = new Lazy<string>(() =>
        {
            Assert.SkipUnless(Programs.Has("root") && Programs.Has("rpmbuild") && Programs.Has("zip"), "needs root, rpmbuild and zip");
            Folder = Directory.CreateTempSubdirectory("kubepki-release-").FullName;
            Run("""
                for name in release other; do
                    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out $name.pem
                    openssl pkey -in $name.pem -pubout -out $name.pub
                done
                "$CHECKOUT/package" --binary "$ARCHITECTURE=$KUBEPKI_BINARY" --key release.pem --no-library --into files
                """);
            return Path.Combine(Folder, "files");
        });

        public string Folder { get; private set; } = "";

        public string Files => _files.Value;

        /// <summary>Runs bash commands, each of which must succeed, and returns their output.</summary>
        public IReadOnlyList<string> Run(string commands, int exitCode = 0)
        {
            var ended = Bash.Run($"set -euo pipefail\n{commands}", Folder, new()
            {
                ["PATH"] = Bash.SystemPath,
                ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/root",
                ["LANG"] = "C",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                ["CHECKOUT"] = Checkout.Root,
                ["KUBEPKI_BINARY"] = Environment.GetEnvironmentVariable("KUBEPKI_BINARY") ?? "",
                ["ARCHITECTURE"] = Architecture,
                ["V"] = Version,
            }, Limit);
            Assert.True(ended.ExitCode == exitCode, $"exit code {ended.ExitCode}\n{string.Join('\n', ended.Output.Concat(ended.Error))}");
            return [.. ended.Output, .. ended.Error];
        }

        public void Dispose()
        {
            if (Folder.Length > 0)
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }

    private static string Version { get; }
        = File.ReadAllText(Path.Combine(Checkout.Root, "Directory.Build.props")).Split("<Version>")[1].Split("</Version>")[0];

    private static string Archive => $"kubepki-{Version}-linux-{Architecture}.tar.gz";

    private static string Debian => $"kubepki_{Version}-1_{Architecture}.deb";

    private static string Rpm => $"kubepki-{Version}-1.{Machine}.rpm";

    [Fact]
    public void Every_file_has_its_sum_and_the_sums_a_signature()
    {
        var files = Directory.GetFiles(release.Files).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        string[] expected =
        [
            "SHA256SUMS", "SHA256SUMS.sig", "install.sh", Rpm, $"kubepki-{Version}-linux-{Architecture}.cdx.json", Archive,
            $"kubepki-{Version}-oci-{Architecture}.tar", Debian,
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), files);
        release.Run("cd files; sha256sum --strict -c SHA256SUMS; test $(wc -l <SHA256SUMS) = $(($(ls | wc -l) - 2))");
        release.Run("openssl dgst -sha256 -verify release.pub -signature files/SHA256SUMS.sig files/SHA256SUMS");
        release.Run("! openssl dgst -sha256 -verify other.pub -signature files/SHA256SUMS.sig files/SHA256SUMS");
    }

    [Fact]
    public void The_archive_runs_where_it_was_unpacked()
    {
        _ = release.Files;
        release.Run($$"""
            mkdir archive; tar -xzf files/{{Archive}} -C archive --strip-components 1; cd archive
            test "$(stat -c %a kubepki kubectl_complete-pki LICENSE man/man1/kubepki.1 | tr '\n' ' ')" = '755 755 644 644 '
            ./kubepki version | grep -F "kubepki $V"
            ./kubepki version -o json | jq -e '.commit != "unknown" and .sourceDate != "unknown" and (.openssl | startswith("3."))'
            PATH=$PWD:$PATH kubectl-pki sandbox create node --age 360d >/dev/null
            PATH=$PWD:$PATH kubectl-pki status --root node >status || test $? = 3
            grep '^Next: kubectl pki renew ' status
            PATH=$PWD:$PATH kubectl-pki backup --help | grep '^  kubectl pki backup create'
            test "$(PATH=$PWD:$PATH ./kubectl_complete-pki ren)" = "$(printf 'renew\n:0')"
            test -s NOTICE -a -s systemd/kubepki-serve.service -a -s completions/zsh/_kubepki
            grep -q 'GNU LESSER GENERAL PUBLIC' -i NOTICE
            test "$(tar -tvzf ../files/{{Archive}} | awk '{print $2}' | sort -u)" = 0/0
            """);
    }

    [Fact]
    public void Every_command_has_a_manual_page_that_man_reads()
    {
        _ = release.Files;
        release.Run($$"""
            mkdir pages; tar -xzf files/{{Archive}} -C pages --strip-components 1; cd pages
            test $(ls man/man1 | wc -l) = $(($(./kubepki man --list | wc -l) + 2))
            ./kubepki man --list | while read -r words; do
                page=man/man1/kubepki-${words// /-}.1
                grep -q '^\.SH OPTIONS' $page
                test "$(head -c 4 $page)" = '.TH '
            done
            if command -v mandoc; then mandoc -Tlint -Wwarning man/man1/kubepki*.1; fi
            """);
    }

    [Fact]
    public void The_package_of_Debian_is_installed_and_removed_and_backups_stay()
    {
        _ = release.Files;
        release.Run($$"""
            mkdir -p debian/var/lib/dpkg/{info,updates,triggers} debian/var/lib/kubepki/backups
            touch debian/var/lib/dpkg/{status,available}
            dpkg --root=debian --force-script-chrootless --log=/dev/null -i files/{{Debian}}
            debian/usr/bin/kubepki version | grep -F "$V"
            test "$(readlink debian/usr/bin/kubectl-pki)" = kubepki
            zcat debian/usr/share/doc/kubepki/changelog.Debian.gz | grep -F "kubepki ($V-1)"
            zcat debian/usr/share/man/man1/kubepki-backup-create.1.gz | grep -q '^\.TH'
            grep -q '^ExecStart=/usr/bin/kubepki serve' debian/usr/lib/systemd/system/kubepki-serve.service
            test "$(find debian/usr ! -user root -o -perm /022 ! -type l | wc -l)" = 0
            test "$(ls debian/var/lib/dpkg/info)" = "$(printf 'format\nkubepki.list\nkubepki.md5sums')"
            dpkg --root=debian --force-script-chrootless --log=/dev/null -P kubepki
            test ! -e debian/usr/bin/kubepki -a -d debian/var/lib/kubepki/backups
            """);
    }

    [Fact]
    public void The_package_of_RPM_is_installed_and_removed_and_backups_stay()
    {
        _ = release.Files;
        release.Run($$"""
            mkdir -p rpm/var/lib/kubepki/backups
            rpm --root "$PWD/rpm" --ignorearch -i files/{{Rpm}}
            rpm/usr/bin/kubepki version | grep -F "$V"
            test "$(readlink rpm/usr/bin/kubectl-pki)" = kubepki
            test -s rpm/usr/share/licenses/kubepki/NOTICE
            test -z "$(rpm -qp --scripts files/{{Rpm}})"
            rpm --root "$PWD/rpm" -V kubepki
            rpm --root "$PWD/rpm" -e kubepki
            test ! -e rpm/usr/bin/kubepki -a -d rpm/var/lib/kubepki/backups
            """);
    }

    [Fact]
    public void Lintian_and_rpmlint_have_nothing_to_say()
    {
        _ = release.Files;
        Assert.SkipUnless(Programs.Has("lintian") && Programs.Has("rpmlint"), "needs lintian and rpmlint");
        var said = release.Run($"lintian --allow-root --fail-on error,warning files/{Debian}");
        Assert.DoesNotContain(said, line => !line.StartsWith("N:", StringComparison.Ordinal));
        release.Run($"rpmlint -c \"$CHECKOUT/deploy/packages/rpmlint.toml\" files/{Rpm} | grep -F '0 errors, 0 warnings'");
    }

    [Fact]
    public void The_image_is_a_layout_whose_blobs_have_their_sums()
    {
        _ = release.Files;
        release.Run($$"""
            mkdir image; tar -xf files/kubepki-$V-oci-$ARCHITECTURE.tar -C image; cd image
            for blob in blobs/sha256/*; do test "$(sha256sum <$blob | cut -d' ' -f1)" = "${blob##*/}"; done
            at() { echo "blobs/sha256/${1#sha256:}"; }
            manifest=$(at "$(jq -r '.manifests[0].digest' index.json)")
            config=$(at "$(jq -r .config.digest $manifest)") layer=$(at "$(jq -r '.layers[0].digest' $manifest)")
            test "$(jq -r '"\(.os)/\(.architecture)"' $config)" = "linux/$ARCHITECTURE"
            test "$(jq -r '.rootfs.diff_ids[0]' $config)" = "sha256:$(gzip -dc $layer | sha256sum | cut -d' ' -f1)"
            mkdir root; tar -xzf $layer -C root
            chroot root "$(jq -r '.config.Entrypoint[0]' $config)" version | grep -F "$V" || root/usr/bin/kubepki version | grep -F "$V"
            """);
    }

    [Fact]
    public void The_bill_of_materials_names_what_is_linked_in()
    {
        var bill = JsonNode.Parse(File.ReadAllText(Path.Combine(release.Files, $"kubepki-{Version}-linux-{Architecture}.cdx.json")))!;
        Assert.Equal("CycloneDX", (string?)bill["bomFormat"]);
        var parts = bill["components"]!.AsArray().ToDictionary(part => (string)part!["name"]!, part => (string)part!["version"]!);
        foreach (var name in new[] { "YamlDotNet", "System.CommandLine", "openssl", "glibc", "zlib", "zstd" })
        {
            Assert.Contains(name, parts.Keys);
        }

        Assert.StartsWith("3.", parts["openssl"], StringComparison.Ordinal);
        Assert.Contains(parts.Keys, name => name.StartsWith("Microsoft.NETCore.App.Runtime.NativeAOT", StringComparison.Ordinal));
        var refs = bill["components"]!.AsArray().Select(part => (string)part!["bom-ref"]!).ToList();
        Assert.Equal(refs.Distinct(), refs);
    }

    /// <summary>The new file replaces the old one by a rename, so a running program keeps the file from which it was started.</summary>
    [Fact]
    public void An_upgrade_during_a_renewal_disturbs_neither()
    {
        _ = release.Files;
        release.Run($$"""
            prefix=$PWD/upgraded
            mkdir -p $prefix/var/lib/dpkg/{info,updates,triggers}
            touch $prefix/var/lib/dpkg/{status,available}
            upgrade() { dpkg --root=$prefix --force-script-chrootless --log=/dev/null -i files/{{Debian}}; }
            upgrade
            $prefix/usr/bin/kubepki sandbox create renewed --age 360d -q
            $prefix/usr/bin/kubepki renew all --yes -q --root renewed &
            for _ in 1 2; do upgrade; done
            wait $!
            $prefix/usr/bin/kubepki verify --root renewed
            $prefix/usr/bin/kubepki undo --yes -q --root renewed
            """);
    }

    [Fact]
    public void The_script_installs_what_is_whole_and_signed_and_nothing_else()
    {
        _ = release.Files;
        release.Run($$"""
            prefix=$PWD/prefix
            sh files/install.sh --from files --prefix $prefix --key release.pub
            before=$(stat -c %i $prefix/bin/kubepki)
            $prefix/bin/kubectl-pki version | grep -F "$V"
            sh files/install.sh --from files --prefix $prefix --version $V
            test "$(stat -c %i $prefix/bin/kubepki)" != "$before"
            test -z "$(find $prefix -name '*.new.*')"
            test "$(stat -c %a $prefix/bin/kubepki)" = 755

            cp -a files tampered
            gzip -dc files/{{Archive}} >plain; printf x >>plain; gzip -c plain >tampered/{{Archive}}; rm plain
            ! sh files/install.sh --from tampered --prefix $PWD/none 2>error
            grep -F 'is not the file that SHA256SUMS names' error
            ! sh files/install.sh --from files --prefix $PWD/none --key other.pub 2>error
            grep -F 'is not by the key' error
            ! sh files/install.sh --from files --prefix $PWD/none --version 9.9.9 2>error
            test ! -e none

            mkdir -p $prefix/var/lib/kubepki
            sh files/install.sh --uninstall --prefix $prefix | grep 'backups in /var/lib/kubepki are kept'
            test -z "$(find $prefix ! -type d)"
            """);
    }
}
