#!/bin/sh
# Installs kubepki from a folder, or an address, with the files of a release. Verifies before it changes anything.
#
#   sh install.sh --from DIR_OR_URL
#
#   --version V     the version; by default the one that is there
#   --prefix DIR    where to install: /usr/local by default
#   --key FILE      the public key of the release: SHA256SUMS must have a signature by it
#   --uninstall     removes what was installed under the prefix; backups in /var/lib/kubepki are kept
#
# Needs tar, gzip and sha256sum; openssl for --key; curl or wget for an address.
set -eu
umask 022
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2; }
fail() { echo "install.sh: $*" >&2; exit 1; }

from='' version='' prefix=/usr/local key='' uninstall=''
while [ $# -gt 0 ]; do
    case $1 in
        --uninstall) uninstall=yes; shift; continue ;;
        --from | --version | --prefix | --key) [ $# -ge 2 ] || usage ;;
        *) usage ;;
    esac
    case $1 in
        --from) from=$2 ;;
        --version) version=$2 ;;
        --prefix) prefix=$2 ;;
        --key) key=$2 ;;
    esac
    shift 2
done
case $prefix in /*) ;; *) fail "--prefix: '$prefix' does not begin with /" ;; esac

if [ -n "$uninstall" ]; then
    rm -f "$prefix/bin/kubepki" "$prefix/bin/kubectl-pki" "$prefix/bin/kubectl_complete-pki" \
        "$prefix"/share/man/man1/kubepki.1 "$prefix"/share/man/man1/kubepki-*.1 "$prefix"/share/man/man1/kubectl-pki.1 \
        "$prefix/share/bash-completion/completions/kubepki" "$prefix/share/zsh/site-functions/_kubepki" \
        "$prefix/share/fish/vendor_completions.d/kubepki.fish" "$prefix/lib/systemd/system/kubepki-serve.service"
    rm -rf "$prefix/share/doc/kubepki"
    echo "kubepki is removed from $prefix; backups in /var/lib/kubepki are kept."
    exit
fi
[ -n "$from" ] || usage

case $(uname -m) in
    x86_64 | amd64) architecture=amd64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) fail "there is no kubepki for the processor $(uname -m)" ;;
esac
for tool in tar gzip sha256sum; do command -v "$tool" >/dev/null || fail "$tool is needed"; done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
fetch() {
    case $from in
        http://* | https://*)
            if command -v curl >/dev/null; then
                curl -fsSL -o "$work/$1" "${from%/}/$1" || fail "$1 cannot be fetched from $from"
            else
                wget -q -O "$work/$1" "${from%/}/$1" || fail "$1 cannot be fetched from $from"
            fi
            ;;
        *) cp "$from/$1" "$work/$1" || fail "$1 cannot be read in $from" ;;
    esac
}

fetch SHA256SUMS
if [ -n "$key" ]; then
    command -v openssl >/dev/null || fail "openssl is needed for --key"
    fetch SHA256SUMS.sig
    openssl dgst -sha256 -verify "$key" -signature "$work/SHA256SUMS.sig" "$work/SHA256SUMS" >/dev/null 2>&1 ||
        fail "the signature of SHA256SUMS is not by the key in $key. Nothing was installed."
fi
# The archives for this processor that the sums name; exactly one is meant.
names=$(sed -nE "s/^[0-9a-f]{64} [ *](kubepki-[0-9A-Za-z.+~-]+-linux-$architecture\.tar\.gz)\$/\1/p" "$work/SHA256SUMS")
[ -z "$version" ] || names=$(printf '%s\n' "$names" | grep -Fx "kubepki-$version-linux-$architecture.tar.gz" || true)
[ -n "$names" ] || fail "SHA256SUMS names no kubepki ${version:+$version }for $architecture"
[ "$(printf '%s\n' "$names" | wc -l)" -eq 1 ] || fail "there are several versions; choose one with --version"
fetch "$names"
(cd "$work" && grep -E "^[0-9a-f]{64} [ *]$names\$" SHA256SUMS | sha256sum -c - >/dev/null 2>&1) ||
    fail "$names is not the file that SHA256SUMS names. Nothing was installed."
gzip -dc "$work/$names" | tar -xf - -C "$work" || fail "$names cannot be unpacked"
tree=$work/${names%.tar.gz}
"$tree/kubepki" --version >/dev/null || fail "the program does not run on this machine. Nothing was installed."

# put FILE PATH MODE: written beside its place and renamed, so that nobody ever sees or runs half of it, and one that runs goes on.
put() {
    mkdir -p "$prefix/${2%/*}"
    cp "$1" "$prefix/$2.new.$$" && chmod "$3" "$prefix/$2.new.$$" && mv -f "$prefix/$2.new.$$" "$prefix/$2" || {
        rm -f "$prefix/$2.new.$$"
        fail "$prefix/$2 cannot be written"
    }
}
for page in "$tree"/man/man1/*.1; do put "$page" "share/man/man1/${page##*/}" 644; done
put "$tree/completions/bash/kubepki" share/bash-completion/completions/kubepki 644
put "$tree/completions/zsh/_kubepki" share/zsh/site-functions/_kubepki 644
put "$tree/completions/fish/kubepki.fish" share/fish/vendor_completions.d/kubepki.fish 644
sed "s#/usr/local/bin/kubepki#$prefix/bin/kubepki#g" "$tree/systemd/kubepki-serve.service" >"$work/unit"
put "$work/unit" lib/systemd/system/kubepki-serve.service 644
for file in LICENSE NOTICE README.md CHANGELOG.md; do put "$tree/$file" "share/doc/kubepki/$file" 644; done
put "$tree/kubectl_complete-pki" bin/kubectl_complete-pki 755
put "$tree/kubepki" bin/kubepki 755
# A link is made beside its place, too.
ln -s kubepki "$prefix/bin/kubectl-pki.new.$$" && mv -f "$prefix/bin/kubectl-pki.new.$$" "$prefix/bin/kubectl-pki"
echo "$("$prefix/bin/kubepki" --version) is installed in $prefix/bin."
