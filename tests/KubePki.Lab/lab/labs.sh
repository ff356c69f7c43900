# What labs and nodes there are, whose they are and how they are. Sourced after cluster.sh.
# shellcheck shell=bash

# labs_there: the names of all labs of which anything is left, be it a folder, a control group or a process.
labs_there() {
    local folder mount
    {
        for folder in "$labs_folder"/*/; do
            basename "$folder"
        done
        while read -r mount; do
            for folder in "$mount"/kubepki-lab/*/; do
                basename "$folder"
            done
        done < <(hierarchies)
    } | grep -vxF '*' | sort -u
}

# nodes_there: the nodes of this lab that have a disk, on or off.
nodes_there() {
    local folder name
    for folder in "$lab_folder"/*/; do
        name=$(basename "$folder")
        [[ $name == lan || $name == operator || $name == '*' ]] || echo "$name"
    done
}

# start_of PID: when a process started, in clock ticks since boot; with the number this names a process for good.
start_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

own_lab() { echo "$1 $(start_of "$1")" >"$lab_folder/owner"; }

# orphaned LAB: it had an owner, who is no more.
orphaned() {
    local pid start
    { read -r pid start <"$labs_folder/$1/owner"; } 2>/dev/null && [[ $(start_of "$pid") != "$start" ]]
}

# node_status NAME: one line.
node_status() {
    local pid api='no answer' service services=''
    pid=$(process_of "$1") || { printf '%-12s %-6s %-13s off\n' "$lab" "$1" "$(node_address "$1")"; return; }
    [[ $(kubectl "$1" get --raw /readyz --request-timeout 2s 2>/dev/null) != ok ]] || api=ready
    for service in containerd kubelet; do
        services+="$service $(node_exec "$1" lab-service status "$service" >/dev/null && echo runs || echo stopped), "
    done
    printf '%-12s %-6s %-13s pid %-7s API %s, %s%s containers\n' "$lab" "$1" "$(node_address "$1")" "$pid" "$api" "$services" \
        "$(node_exec "$1" ctr --namespace k8s.io tasks list 2>/dev/null | grep -c RUNNING || true)"
}

# lab_remove: everything that bears the lab's name, whatever state it is in.
lab_remove() {
    end_processes_of
    remove_groups
    rm -rf --one-file-system "$lab_folder"
    rmdir "$labs_folder" 2>/dev/null || true
}

# node_remove NAME: the node with its disk. The lab goes with its last node.
node_remove() {
    node_off "$1"
    remove_groups "$1"
    rm -rf --one-file-system "${lab_folder:?}/$1"
    [[ -n $(nodes_there) ]] || lab_remove
}
