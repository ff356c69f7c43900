# Old clusters and dead clusters: their own CAs issue their certificates again with other dates.
# Sourced after cluster.sh.
# shellcheck shell=bash

readonly day=86400
readonly year=$((365 * day))

# seconds_of AGE: 366d, 8000h.
seconds_of() {
    [[ $1 =~ ^([1-9][0-9]{0,4})(d|h)$ ]] || wrong "an age is written like 366d or 8000h: $1"
    if [[ ${BASH_REMATCH[2]} == d ]]; then echo $((BASH_REMATCH[1] * day)); else echo $((BASH_REMATCH[1] * 3600)); fi
}

moment() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

# redate NAME FROM TO FILE…: FROM and TO in seconds since 1970, FILEs by their paths on the node. Works on the node's disk, so
# the node may be off.
redate() {
    local name=$1 from=$2 to=$3 file files=()
    shift 3
    for file in "$@"; do
        files+=("$(on_disk "$name" "$file")")
    done
    "$peers_folder/bin/redate" --pki "$(on_disk "$name" /etc/kubernetes)/pki" \
        --not-before "$(moment "$from")" --not-after "$(moment "$to")" "${files[@]}"
}

# on_disk NAME PATH: the path of a node's file when the node is off.
on_disk() {
    local directory
    for directory in /etc/kubernetes /var/lib/kubelet /var/log /root; do
        if [[ $2 == "$directory" || $2 == "$directory"/* ]]; then
            echo "$lab_folder/$1/disk${directory//\//-}${2#"$directory"}"
            return
        fi
    done
    fail "$2 is not on a disk of the node"
}

# make_authorities_old NAME INSTALLED: INSTALLED is the time of the installation, in seconds since 1970.
make_authorities_old() {
    redate "$1" "$2" $(($2 + 10 * year)) /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/front-proxy-ca.crt /etc/kubernetes/pki/etcd/ca.crt
}

# installed_at NAME: the notBefore of the node's CA, in seconds since 1970.
installed_at() { date -d "$(openssl x509 -noout -startdate -in "$(on_disk "$1" /etc/kubernetes)/pki/ca.crt" | cut -d= -f2)" +%s; }

readonly leaves=(pki/apiserver.crt pki/apiserver-kubelet-client.crt pki/apiserver-etcd-client.crt pki/front-proxy-client.crt
    pki/etcd/server.crt pki/etcd/peer.crt pki/etcd/healthcheck-client.crt admin.conf controller-manager.conf scheduler.conf)

# make_leaves_old NAME INSTALLED: gives every one-year certificate of kubeadm the dates of the installation. kubelet.conf and the
# administrator's copy only if they embed a certificate.
make_leaves_old() {
    local files=("${leaves[@]/#//etc/kubernetes/}") file
    for file in /etc/kubernetes/kubelet.conf /root/.kube/config; do
        ! grep -qs client-certificate-data "$(on_disk "$1" "$file")" || files+=("$file")
    done
    redate "$1" "$2" $(($2 + year)) "${files[@]}"
}

# expire INSTALLED running|off NAME…: lets the certificates of running control planes expire. "running": while the kubelet
# runs. The kubelet is alive, holds an expired certificate, and starts containers that find only expired certificates.
# "off": while the node is off; afterwards the kubelet refuses to start.
expire() {
    local installed=$1 state=$2 ended=$(($1 + year)) last name complaint="certificate has expired"
    shift 2
    # Members of an etcd that do not trust each other have no quorum, and do not even open the port for clients.
    (($# == 1)) || complaint="context deadline exceeded"
    say "switching off $*, and a year passes"
    for name in "$@"; do
        node_off "$name"
    done
    for name in "$@"; do
        make_leaves_old "$name" "$installed"
        redate "$name" "$installed" "$ended" /var/lib/kubelet/pki/kubelet.crt
    done
    if [[ $state == off ]]; then
        for name in "$@"; do
            redate "$name" "$installed" "$ended" "$(kubelet_client "$name")"
        done
        nodes_on "$@"
        for name in "$@"; do
            await 60 "a kubelet that refuses" kubelet_says "$name" "unable to load bootstrap kubeconfig"
        done
        return
    fi
    # The kubelet checks its certificate once, when it starts: it gets one that is valid at that moment.
    last=$((EPOCHSECONDS + 20 * $#))
    for name in "$@"; do
        redate "$name" "$installed" "$last" "$(kubelet_client "$name")"
    done
    nodes_on "$@"
    for name in "$@"; do
        await 60 "the kubelet" kubelet_says "$name" "Started kubelet"
        redate "$name" "$installed" "$ended" "$(kubelet_client "$name")"
    done
    say "waiting for the picture of a dead cluster"
    await 90 "the kubelet's certificate to run out" test_time "$last"
    for name in "$@"; do
        await 180 "an API server that complains" api_server_complains "$name" "$complaint"
    done
}

# kubelet_client NAME: path of the kubelet's certificate. The link to it is absolute, as a path on the node.
kubelet_client() { echo "/var/lib/kubelet/pki/$(basename "$(readlink "$(on_disk "$1" /var/lib/kubelet/pki)/kubelet-client-current.pem")")"; }

test_time() { ((EPOCHSECONDS > $1)); }

kubelet_says() { grep -qF "$2" "$(on_disk "$1" /var/log/kubelet.log)"; }

# api_server_complains NAME SENTENCE: the API server started after the node was switched on, and logged this well-known sentence.
api_server_complains() {
    find "$(on_disk "$1" /var/log/pods)" -path '*kube-apiserver*.log' -newer "$lab_folder/$1/pid" -exec grep -l "$2" {} + | grep -q .
}
