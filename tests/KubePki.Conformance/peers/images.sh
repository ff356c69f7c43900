# Images of the static pods as docker archives, for runtimes without a registry: `ctr images import FILE`. Sourced by
# `build`, which defines peers, bin, work, version, begin and say. The names are those in kubeadm's manifests.
# shellcheck shell=bash
# shellcheck disable=SC2154

readonly image_registry=k8s.gcr.io

make_images() {
    mkdir -p "$peers/images"
    local program
    for program in kube-apiserver kube-controller-manager kube-scheduler; do
        make_image "$program" "$image_registry/$program:v$version" "$program" "$bin/$program"
    done
    # The distribution's etcd under the tag of the version that this kubeadm requires; it is linked with libc.
    make_image etcd "$image_registry/etcd:3.4.13-0" etcd "$(command -v etcd)" "$(command -v etcdctl)"
    make_image pause "$image_registry/pause:3.2" /usr/local/bin/pause "$bin/pause"
}

# make_image NAME TAG ENTRYPOINT PROGRAM…: one layer with the programs and the libraries they need.
make_image() {
    local name=$1 tag=$2 entrypoint=$3 target=$peers/images/$1.tar program fresh=yes
    shift 3
    for program in "$@" "${BASH_SOURCE[0]}"; do
        [[ $target -nt $program ]] || fresh=
    done
    [[ -z $fresh ]] || { say "image $name: there"; return; }
    begin
    say "making image $tag"
    local root=$work/images/$name/root archive=$work/images/$name/archive library
    mkdir -p "$root/usr/local/bin" "$root/tmp" "$archive"
    for program in "$@"; do
        cp "$program" "$root/usr/local/bin/"
        # Lines of ldd with a path: libraries and the loader. ldd fails for static programs.
        while read -r library; do
            [[ -e $root$library ]] || install -D "$library" "$root$library"
        done < <(ldd "$program" 2>/dev/null | grep -oE '/[^ ]+' || true)
    done
    tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$archive/layer.tar" .
    local digest
    digest=$(sha256sum "$archive/layer.tar" | cut -d' ' -f1)
    jq -nc --arg architecture "$(go env GOARCH)" --arg entrypoint "$entrypoint" --arg layer "sha256:$digest" '{
        architecture: $architecture, os: "linux", created: "1970-01-01T00:00:00Z",
        config: {Env: ["PATH=/usr/local/bin"], Entrypoint: [$entrypoint]},
        rootfs: {type: "layers", diff_ids: [$layer]}}' >"$archive/config.json"
    jq -nc --arg tag "$tag" '[{Config: "config.json", RepoTags: [$tag], Layers: ["layer.tar"]}]' >"$archive/manifest.json"
    tar -C "$archive" -cf "$target.new" manifest.json config.json layer.tar
    mv "$target.new" "$target"
    rm -rf "$work/images/$name"
}
