# The bill of materials (CycloneDX 1.5) of one binary: what ./package knows of it.
def purl($type; $name; $version): "pkg:\($type)/\($name)@\($version)";
def licensed($id): [{license: {id: $id}}];

# Packages that build the program and are no part of it.
def builds: test("^(Microsoft\\.DotNet\\.ILCompiler|Microsoft\\.NET\\.ILLink\\.Tasks|Microsoft\\.CodeAnalysis\\.)");

def managed: [$packages[0].projects[].frameworks[] | (.topLevelPackages // []) + (.transitivePackages // []) | .[]]
    | unique_by(.id) | map({
        type: "library", "bom-ref": purl("nuget"; .id; .resolvedVersion), name: .id, version: .resolvedVersion,
        scope: (if .id | builds then "excluded" else "required" end), licenses: licensed("MIT"),
        purl: purl("nuget"; .id; .resolvedVersion)});

# Debian's packages by their development files: NAME_VERSION_ARCHITECTURE.deb. The kernel's are headers only.
def of_debian: {
    "libssl-dev": {name: "openssl", license: "Apache-2.0", about: "libcrypto and libssl"},
    "libc6-dev": {name: "glibc", license: "LGPL-2.1-or-later", about: "the C library"},
    "zlib1g-dev": {name: "zlib", license: "Zlib", about: "linked in for OpenSSL"},
    "libzstd-dev": {name: "zstd", license: "BSD-3-Clause", about: "linked in for OpenSSL"},
};
def linked: $linked | split("\n") | map(select(length > 0) | split("_") as [$package, $version]
    | of_debian[$package] as $known | select($known)
    | ($version | gsub("%3a"; ":")) as $version
    | ("pkg:deb/debian/\($package)@\($version | gsub(":"; "%3A") | gsub("\\+"; "%2B"))?arch=\($architecture)&distro=trixie") as $purl
    | {type: "library", "bom-ref": $purl, name: $known.name, version: $version, scope: "required", description: $known.about,
       licenses: licensed($known.license), purl: $purl});

def runtime: [
    {name: "Microsoft.NETCore.App.Runtime.NativeAOT", about: "the .NET runtime and its base library, compiled in"},
    {name: "Microsoft.AspNetCore.App.Runtime", about: "Kestrel, of ASP.NET Core, compiled in"}
    | "\(.name).linux-\(if $architecture == "amd64" then "x64" else $architecture end)" as $id
    | {type: "framework", "bom-ref": purl("nuget"; $id; $dotnet), name: $id, version: $dotnet, scope: "required", description: .about,
       licenses: licensed("MIT"), purl: purl("nuget"; $id; $dotnet)}];

(managed + linked + runtime) as $parts
| "pkg:generic/kubepki@\($version)?arch=\($architecture)" as $self
| {
    bomFormat: "CycloneDX", specVersion: "1.5",
    # The same binary has the same number: a UUID (version 8) from its hash.
    serialNumber: "urn:uuid:\($sum[0:8])-\($sum[8:12])-8\($sum[13:16])-8\($sum[17:20])-\($sum[20:32])",
    version: 1,
    metadata: {
        timestamp: $created,
        component: {
            type: "application", "bom-ref": $self, name: "kubepki", version: $version, purl: $self,
            licenses: licensed("Apache-2.0"), hashes: [{alg: "SHA-256", content: $sum}],
            properties: [{name: "kubepki:commit", value: $commit}, {name: "kubepki:openssl", value: $openssl}]},
    },
    components: $parts,
    dependencies: ([{ref: $self, dependsOn: [$parts[] | select(.scope == "required") | ."bom-ref"]}]
        + [$parts[] | {ref: ."bom-ref", dependsOn: []}]),
}
