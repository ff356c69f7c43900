# Names, paths and helper functions for every part of the lab. Sourced.
# shellcheck shell=bash
#
# A lab is a LAN (a network namespace with a bridge) and nodes on it (namespaces of every kind). Everything of it that is
# not inside a namespace is under one folder and one control group, both named after the lab: that is enough to remove the lab
# completely.

lab_scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly lab_scripts
repository=$(cd "$lab_scripts/../../.." && pwd)
readonly repository
readonly peers_build=$repository/tests/KubePki.Conformance/peers/build

# Several labs can exist at once: each has its own LAN, so they may even use the same addresses.
readonly lab=${KUBEPKI_LAB:-lab}
readonly labs_folder=/var/tmp/kubepki-lab
readonly lab_folder=$labs_folder/$lab

readonly gateway=10.200.0.1
# For a lab with several control-plane nodes: the common address of their API servers.
readonly balancer=10.200.0.10
readonly kubernetes_version=v1.20.2

say() { printf '[%3ds] %s\n' "$SECONDS" "$*" >&2; }

fail() {
    printf 'lab: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'lab: %s\n' "$*" >&2
    exit 2
}

# node_address NAME: the number at the end of a name gives the address, cp1 is .11.
node_address() { echo "10.200.0.$((10 + ${1//[!0-9]/}))"; }

check_names() {
    [[ $lab =~ ^[a-z0-9][a-z0-9-]{0,30}$ ]] || wrong "KUBEPKI_LAB must be of a-z, 0-9 and -: $lab"
    [[ ${1-cp1} =~ ^[a-z]{1,8}[1-9][0-9]?$ ]] || wrong "a node is called like cp1 (letters, then 1 to 99): $1"
}

# await SECONDS WHAT COMMAND…: polls until the command succeeds.
await() {
    local limit=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < limit)) || { say "gave up waiting for $what"; return 1; }
        sleep "${pause:-0.2}"
    done
}

# Only one command at a time changes a lab. The lock is on the folder itself (descriptor 9), so no lock file stays behind. If a command
# is killed, those of its child processes that may still create something keep the lock; long-running processes close it.
lock_lab() {
    while :; do
        mkdir -p -m 700 "$labs_folder" "$lab_folder"
        # Every user may create entries in /var/tmp; only our own folder is accepted.
        [[ -O $labs_folder && ! -L $labs_folder ]] || fail "$labs_folder is not ours"
        { exec 9<"$lab_folder"; } 2>/dev/null || continue
        flock -w 300 9 || fail "another command is still at work on lab $lab"
        # The previous holder may have removed the folder while we waited for its lock.
        [[ $(stat -Lc %i "/proc/self/fd/9") == $(stat -c %i "$lab_folder" 2>/dev/null) ]] && return
    done
}
