# Several control-plane nodes of one cluster: kubeadm on each of them, the load balancer in front of them, and the operator's
# machine, from which they are reached by ssh. Sourced after cluster.sh and age.sh.
# shellcheck shell=bash

readonly operator_folder=$lab_folder/operator

# --- the operator's machine -----------------------------------------------------------------------------------------

# Its home directory has a key pair, known_hosts, ssh_config, and a copy of admin.conf.
operator_on() {
    mkdir -p -m 700 "$operator_folder" "$operator_folder/.kube"
    make_group operator
    [[ -e $operator_folder/key ]] || ssh-keygen -q -t ed25519 -N '' -C operator -f "$operator_folder/key"
    : >"$operator_folder/known_hosts"
    cat >"$operator_folder/ssh_config" <<EOF
Host *
    User root
    IdentityFile $operator_folder/key
    IdentitiesOnly yes
    UserKnownHostsFile $operator_folder/known_hosts
    GlobalKnownHostsFile none
    StrictHostKeyChecking yes
EOF
}

# operator_knows NAME: lets the operator run `ssh NAME`.
operator_knows() {
    printf '%s,%s %s\n' "$1" "$(node_address "$1")" "$(node_exec "$1" cut -d' ' -f1,2 /etc/ssh/lab_host_ed25519_key.pub)" >>"$operator_folder/known_hosts"
    printf 'Host %s\n    HostName %s\n' "$1" "$(node_address "$1")" >>"$operator_folder/ssh_config"
}

# operator_exec COMMAND…: runs on the LAN, with the operator's home directory and environment.
operator_exec() {
    [[ -d $operator_folder ]] || fail "there is no operator: that is for a lab of several nodes (./lab up --nodes 3)"
    (
        join_group operator
        exec 9<&-
        exec nsenter --target "$(process_of lan)" --net -- \
            env -i PATH="$PATH" HOME="$operator_folder" XDG_STATE_HOME="$operator_folder/state" KUBECONFIG="$operator_folder/.kube/config" \
            USER=root LANG=C.UTF-8 TERM="${TERM-dumb}" "$@"
    )
}

# --- the load balancer ----------------------------------------------------------------------------------------------

# balancer_on NAME…: starts haproxy on the LAN, in front of the API servers of these nodes.
balancer_on() {
    local name
    sed "s/BALANCER/$balancer/; /^#/d" "$lab_scripts/haproxy.cfg" >"$lab_folder/lan/haproxy.cfg"
    for name in "$@"; do
        echo "    server $name $(node_address "$name"):6443" >>"$lab_folder/lan/haproxy.cfg"
    done
    in_lan ip address add "$balancer/24" dev lan0
    (
        join_group lan
        exec 9<&-
        exec setsid nsenter --target "$(process_of lan)" --net -- haproxy -db -f "$lab_folder/lan/haproxy.cfg" >"$lab_folder/lan/haproxy.log" 2>&1 </dev/null
    ) &
    disown
}

# --- the cluster ----------------------------------------------------------------------------------------------------

# fleet_up INSTALLED DEAD NAME…: INSTALLED as for init_control_plane, DEAD as for expire; both may be empty.
fleet_up() {
    local installed=$1 dead=$2 name kept
    shift 2
    kept=$(kept_fleet "$@")
    lan_on
    operator_on
    balancer_on "$@"
    for name in "$@"; do
        cp "$operator_folder/key.pub" "$lab_folder/$name/ssh"
    done
    if [[ -n $dead && -z ${KUBEPKI_LAB_FRESH-} && -n $(find "$kept" -maxdepth 0 -mtime -7 2>/dev/null) ]]; then
        say "nodes $*, copied from a cluster that was made before"
        copy_fleet "$kept" "$@"
        installed=$(installed_at "$1")
    else
        make_fleet "$installed" "$@"
        [[ -z $dead ]] || keep_fleet "$kept" "$@"
    fi
    if [[ -n $dead ]]; then
        expire "$installed" "$dead" "$@"
    elif [[ -n $installed ]]; then
        age_fleet "$installed" "$@"
    fi
    for name in "$@"; do
        operator_knows "$name"
    done
    # The operator's admin.conf is as old as the cluster.
    cp "$(on_disk "$1" /etc/kubernetes/admin.conf)" "$operator_folder/.kube/config"
}

# make_fleet INSTALLED NAME…: creates the cluster with kubeadm.
make_fleet() {
    local installed=$1 token key hash name images
    shift
    token=$(openssl rand -hex 3).$(openssl rand -hex 8)
    key=$(openssl rand -hex 32)
    say "nodes $*"
    for name in "$@"; do
        node_on "$name"
    done
    # The other nodes' images wait until the first node has its own: they share the disk.
    (for name in "${@:2}"; do import_images "$name"; done) &
    images=$!
    init_control_plane "$1" "$installed" "s/TOKEN/$token/; s/CERTIFICATE_KEY/$key/"
    wait "$images"
    hash=$(node_exec "$1" sh -c 'openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -c1-64')
    # One after the other: etcd adds one member at a time.
    for name in "${@:2}"; do
        say "kubeadm join on $name"
        join_control_plane "$name" "s/TOKEN/$token/; s/CERTIFICATE_KEY/$key/; s/CA_HASH/$hash/"
    done
    say "waiting for everyone"
    pause=0.7 await 300 "three ready control planes" fleet_ready "$@"
}

# --- cached clusters ------------------------------------------------------------------------------------------------

# A cluster whose certificates are to expire is switched off first. Its disks are then kept for a week, and the next such cluster starts
# from a copy: the real programs find their own files, as after any power loss. (KUBEPKI_LAB_FRESH=1: create it again.)

# kept_fleet NAME…: path of the copy; other scripts, programs or images give another path.
kept_fleet() {
    local what
    what=$(
        cd "$lab_scripts"
        find . -type f -exec sha256sum {} + | sort
        cd "$peers_folder"
        find bin images -type f -printf '%p %s %T@\n' | sort
        echo "$*"
    )
    echo "$peers_folder/fleets/$(sha256sum <<<"$what" | cut -c1-16)"
}

# keep_fleet FOLDER NAME…
keep_fleet() {
    local kept=$1 name
    shift
    say "switching off $*, and keeping a copy"
    mkdir -p "$(dirname "$kept")" "$kept.$$"
    for name in "$@"; do
        node_off "$name"
        cp -a --sparse=always "$lab_folder/$name" "$kept.$$/"
        # Files that a node's programs do not need: logs, and the files of this lab.
        rm -rf "$kept.$$/$name"/{log,ssh,disk-tmp,disk-var-log}
    done
    rm -rf "$kept"
    mv -T "$kept.$$" "$kept"
    # Older copies, and those of killed commands.
    find "$(dirname "$kept")" -mindepth 1 -maxdepth 1 -mtime +0 ! -path "$kept" -exec rm -rf {} +
}

# copy_fleet FOLDER NAME…: the nodes are off.
copy_fleet() {
    local kept=$1 name
    shift
    for name in "$@"; do
        mkdir -p "$lab_folder/$name/log"
        cp -a --sparse=always "$kept/$name/." "$lab_folder/$name/"
    done
}

# join_control_plane NAME SUBSTITUTIONS
join_control_plane() {
    local name=$1
    configure_kubeadm "$name" kubeadm-join.yaml "$2"
    kubeadm "$name" join --skip-phases preflight
    node_exec "$name" lab-service restart kubelet
    node_exec "$name" sh -c 'mkdir -p /root/.kube && cp /etc/kubernetes/admin.conf /root/.kube/config'
}

# fleet_ready NAME…: every API server answers, the conditions of control_plane_ready hold for each node, and one of the nodes holds
# the leases.
fleet_ready() {
    local name component
    for name in "$@"; do
        [[ $(kubectl "$name" --server "https://$(node_address "$name"):6443" get --raw /readyz --request-timeout 3s) == ok ]] &&
            node_exec "$name" test -e /var/lib/kubelet/pki/kubelet-client-current.pem &&
            pods_run "$name" etcd kube-apiserver kube-controller-manager kube-scheduler || return 1
    done
    for component in kube-controller-manager kube-scheduler; do
        lease_held "$1" "$component" '[a-z]+[0-9]+' || return 1
    done
}

# age_fleet INSTALLED NAME…: switches the nodes off for a moment and gives their certificates the right age.
age_fleet() {
    local installed=$1 name
    shift
    say "switching off, and time passes"
    for name in "$@"; do
        node_off "$name"
        make_leaves_old "$name" "$installed"
    done
    nodes_on "$@"
    pause=0.7 await 300 "three ready control planes" fleet_ready "$@"
}
