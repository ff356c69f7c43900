# A node as a machine: switched on and off, entered, connected to a LAN. Sourced after common.sh and cgroups.sh.
# shellcheck shell=bash

readonly node_path=/run/lab/bin:/run/lab/peers:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# process_of NAME: the process that holds a node's namespaces (or the LAN's, if NAME is lan), if it is alive.
process_of() {
    local pid
    { read -r pid <"$lab_folder/$1/pid"; } 2>/dev/null || return 1
    grep -q "/kubepki-lab/$lab/$1\$" "/proc/$pid/cgroup" 2>/dev/null && echo "$pid"
}

# --- the LAN --------------------------------------------------------------------------------------------------------

# The bridge has its own network namespace: the machine's network is not changed, and no packet leaves it.
lan_on() {
    ! process_of lan >/dev/null || return 0
    mkdir -p "$lab_folder/lan"
    make_group lan
    (
        join_group lan
        exec 9<&-
        # shellcheck disable=SC2016
        exec setsid unshare --net bash -c 'echo $$ >"$1/pid.new" && mv "$1/pid.new" "$1/pid" && exec sleep infinity' kubepki-lab-lan \
            "$lab_folder/lan" >/dev/null 2>&1 </dev/null
    ) &
    disown
    await 60 "the LAN" process_of lan
    in_lan ip link set lo up
    in_lan ip link add lan0 type bridge
    in_lan ip address add "$gateway/24" dev lan0
    in_lan ip link set lan0 up
    # A router without an uplink answers "unreachable" at once, where a host would silently drop packets.
    in_lan sysctl -qw net.ipv4.ip_forward=1
}

in_lan() { nsenter --target "$(process_of lan)" --net -- "$@"; }

# --- one node -------------------------------------------------------------------------------------------------------

# node_on NAME: starts namespaces, mounts, containerd and the kubelet's supervisor. Existing data on disk is used.
node_on() {
    local name=$1 folder=$lab_folder/$1
    lan_on
    mkdir -p "$folder/log"
    make_group "$name"
    (
        join_group "$name"
        exec 9<&-
        exec setsid env -i PATH="$PATH" LAB_NODE="$name" LAB_FOLDER="$folder" LAB_ADDRESS="$(node_address "$name")" LAB_GATEWAY="$gateway" \
            LAB_REPOSITORY="$repository" LAB_PEERS="$peers_folder/bin" LAB_SYSTEMCTL="$([[ -e $folder/systemctl ]] && echo yes)" \
            LAB_SSH="$([[ ! -e $folder/ssh ]] || cat "$folder/ssh")" \
            unshare --fork --kill-child --mount --pid --uts --ipc --net --cgroup "$lab_scripts/node/init" \
            3>"$folder/pid" >>"$folder/log/init.log" 2>&1 </dev/null
    ) &
    disown
    await 60 "node $name" process_of "$name"
    in_lan ip link add "$name" type veth peer name eth0 netns "$(process_of "$name")"
    in_lan ip link set "$name" master lan0 up
    await 60 "containerd on $name" node_exec "$name" ctr version
}

# nodes_on NAME…
nodes_on() {
    local name
    for name in "$@"; do
        node_on "$name"
    done
}

# node_off NAME: like a power loss; the disk remains.
node_off() {
    end_processes_of "$1"
    rm -f "$lab_folder/$1/pid"
    # The kernel would remove it too, but later.
    ! process_of lan >/dev/null || in_lan ip link delete "$1" 2>/dev/null || true
}

# node_exec NAME COMMAND…: runs in all namespaces of the node, with a clean environment (without the machine's proxy settings)
# and in the same directory if it exists there.
node_exec() {
    local name=$1 pid
    shift
    case $name in
    lan)
        in_lan "$@"
        return
        ;;
    operator)
        operator_exec "$@"
        return
        ;;
    esac
    pid=$(process_of "$name") || fail "node $name is not up (./lab status)"
    (
        join_group "$name"
        exec 9<&-
        # shellcheck disable=SC2016
        exec nsenter --target "$pid" --mount --pid --uts --ipc --net --cgroup -- \
            env -i PATH="$node_path" HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM-dumb}" \
            sh -c 'cd "$0" 2>/dev/null || cd /; exec "$@"' "$PWD" "$@"
    )
}
