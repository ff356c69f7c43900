# Makes a node a control plane: runs kubeadm on it, and checks the result. Sourced after node.sh.
# shellcheck shell=bash

# The images in the manifests, smallest first: no pod can start without pause.
import_images() {
    local image
    for image in pause etcd kube-scheduler kube-controller-manager kube-apiserver; do
        node_exec "$1" ctr --namespace k8s.io images import - <"$peers_folder/images/$image.tar" >/dev/null
    done
}

# kubeadm NAME ARGUMENT…: the output goes to the node's log.
kubeadm() {
    local name=$1
    shift
    node_exec "$name" kubeadm "$@" --config /etc/kubeadm.yaml >>"$lab_folder/$name/log/kubeadm.log" 2>&1 || {
        tail -n 20 "$lab_folder/$name/log/kubeadm.log" >&2
        return 1
    }
}

# configure_kubeadm NAME TEMPLATE [SUBSTITUTIONS]: with SUBSTITUTIONS the node is one of several.
configure_kubeadm() {
    sed "${3:+s/^#fleet //; $3; }s/NODE/$1/; s/ADDRESS/$(node_address "$1")/; s/VERSION/$kubernetes_version/; s/BALANCER/$balancer/; /^#/d" "$lab_scripts/$2" |
        node_exec "$1" tee /etc/kubeadm.yaml >/dev/null
}

# init_control_plane NAME [INSTALLED [SUBSTITUTIONS [RENEWED]]]: INSTALLED is the start of the certificates' validity, in seconds since
# 1970, with RENEWED only for the CAs; SUBSTITUTIONS as above.
init_control_plane() {
    local name=$1 installed=${2-} renewed=${4-} images
    configure_kubeadm "$name" kubeadm.yaml "${3-}"
    # Keys need one core for seconds, images need the disk: run both in parallel.
    import_images "$name" &
    images=$!
    say "certificates and images"
    if [[ -n $installed ]]; then
        kubeadm "$name" init phase certs ca
        kubeadm "$name" init phase certs front-proxy-ca
        kubeadm "$name" init phase certs etcd-ca
        make_authorities_old "$name" "$installed"
    fi
    kubeadm "$name" init phase certs all
    kubeadm "$name" init phase kubeconfig all
    # A cluster cannot be installed with expired certificates: they expire later.
    [[ -z $installed || -n $renewed ]] || ((installed + year <= EPOCHSECONDS)) || make_leaves_old "$name" "$installed"
    wait "$images"
    say "kubeadm init"
    kubeadm "$name" init --skip-phases preflight,addon ${3:+--upload-certs}
    # kubeadm points kubelet.conf at the certificate that the kubelet rotates, and leaves the restart to an init system.
    node_exec "$name" lab-service restart kubelet
    # As kubeadm instructs every administrator.
    node_exec "$name" sh -c 'mkdir -p /root/.kube && cp /etc/kubernetes/admin.conf /root/.kube/config'
    say "waiting for everyone"
    # Each poll starts five programs; polling too often takes longer.
    pause=0.7 await 180 "a ready control plane" control_plane_ready "$name"
}

kubectl() {
    local name=$1
    shift
    node_exec "$name" kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"
}

# control_plane_ready NAME: the API answers, the node is registered and its four static pods run, its kubelet has a certificate
# that it rotates, and controller-manager and scheduler have a lease that they renewed in time.
control_plane_ready() {
    local name=$1
    [[ $(kubectl "$name" get --raw /readyz --request-timeout 3s) == ok ]] &&
        kubectl "$name" get --raw "/api/v1/nodes/$name" --request-timeout 3s >/dev/null &&
        pods_run "$name" etcd kube-apiserver kube-controller-manager kube-scheduler &&
        node_exec "$name" test -e /var/lib/kubelet/pki/kubelet-client-current.pem &&
        lease_held "$name" kube-controller-manager && lease_held "$name" kube-scheduler
}

# pods_run NAME COMPONENT…
pods_run() {
    local name=$1
    shift
    kubectl "$name" get --raw /api/v1/namespaces/kube-system/pods --request-timeout 3s |
        jq -e '[.items[] | select(.status.phase == "Running").metadata.name] | contains($ARGS.positional)' --args "${@/%/-$name}" >/dev/null
}

# lease_held NAME COMPONENT [HOLDER]: HOLDER is a pattern of node names.
lease_held() {
    kubectl "$1" get --raw "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/$2" --request-timeout 3s |
        jq -e --arg holder "^${3-$1}_" '.spec | (.holderIdentity // "" | test($holder)) and
            (.renewTime | sub("\\.[0-9]+"; "") | fromdate) + .leaseDurationSeconds >= now' >/dev/null
}
