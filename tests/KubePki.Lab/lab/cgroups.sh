# The control groups of a lab: every process of the lab is in one, even if its parent has ended, so they are used to find and
# end the processes. A node sees its own group as the root. Sourced after common.sh.
# shellcheck shell=bash

# The machine's hierarchies, one mount point per line.
hierarchies() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/self/mounts; }

require_hierarchies() {
    local controller
    for controller in cpu cpuacct cpuset memory devices freezer pids; do
        awk -v want="$controller" '$3 == "cgroup" && ("," $4 ",") ~ ("," want ",") { found = 1 } END { exit !found }' /proc/self/mounts ||
            fail "the lab needs the version 1 control group hierarchies (no $controller here)"
    done
}

# make_group NAME: the group of a node, or of the LAN.
make_group() {
    local mount
    while read -r mount; do
        mkdir -p "$mount/kubepki-lab/$lab/$1"
        [[ ! -e $mount/cpuset.cpus ]] || spread_cpuset "$mount" "$lab/$1"
        # A group gets the CPU share of one program, but this one has dozens: on a busy machine they would hardly run at all.
        [[ ! -e $mount/kubepki-lab/cpu.shares ]] || echo 8192 >"$mount/kubepki-lab/cpu.shares"
    done < <(hierarchies)
}

# join_group NAME: moves the calling shell, and all its later child processes, into an existing group.
join_group() {
    local mount
    while read -r mount; do
        echo "$BASHPID" >"$mount/kubepki-lab/$lab/$1/cgroup.procs"
    done < <(hierarchies)
}

# A new cpuset is empty, and no process can run in it until it has processors.
spread_cpuset() {
    local mount=$1 below file
    for below in kubepki-lab "kubepki-lab/$lab" "kubepki-lab/$2"; do
        for file in cpuset.cpus cpuset.mems; do
            cat "$mount/$file" >"$mount/$below/$file"
        done
    done
}

# processes_of [NAME]: process IDs of the lab or of one node, in the machine's PID namespace.
processes_of() {
    local mount
    while read -r mount; do
        find "$mount/kubepki-lab/$lab${1:+/$1}" -name cgroup.procs -exec cat {} + 2>/dev/null || true
    done < <(hierarchies) | sort -un
}

# end_processes_of [NAME]: kills them at once, like a power loss.
end_processes_of() {
    local tries pids
    for ((tries = 0; tries < 100; tries++)); do
        mapfile -t pids < <(processes_of "$@")
        ((${#pids[@]})) || return 0
        kill -KILL "${pids[@]}" 2>/dev/null || true
        sleep 0.1
    done
    fail "these processes do not end: ${pids[*]}"
}

# remove_groups [NAME]
remove_groups() {
    local mount top tries
    while read -r mount; do
        top=$mount/kubepki-lab/$lab${1:+/$1}
        # A group stays busy for a moment after its last process has ended.
        for ((tries = 0; tries < 50; tries++)); do
            [[ -d $top ]] || break
            find "$top" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.1
        done
        [[ ! -d $top ]] || fail "cannot remove the control group $top"
        # The shared parent groups are removed with the last group in them.
        rmdir "$mount/kubepki-lab/$lab" "$mount/kubepki-lab" 2>/dev/null || true
    done < <(hierarchies)
}
