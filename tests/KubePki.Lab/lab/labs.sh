# The existing labs and nodes, their owners and their status. Sourced after cluster.sh.
# shellcheck shell=bash

# labs_there: the names of all labs with any remainder: a folder, a control group or a process.
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

# start_of PID: the start time of a process, in clock ticks since boot; together with the PID it identifies a process permanently.
start_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

own_lab() { echo "$1 $(start_of "$1")" >"$lab_folder/owner"; }

# orphaned LAB: true if the lab's owner has ended.
orphaned() {
    local pid start
    { read -r pid start <"$labs_folder/$1/owner"; } 2>/dev/null && [[ $(start_of "$pid") != "$start" ]]
}

# node_status NAME: prints one line.
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

# lab_remove: removes everything with the lab's name, in any state.
lab_remove() {
    end_processes_of
    remove_groups
    rm -rf --one-file-system "$lab_folder"
    rmdir "$labs_folder" 2>/dev/null || true
}

# node_remove NAME: removes the node and its disk, and the lab with its last node.
node_remove() {
    node_off "$1"
    remove_groups "$1"
    rm -rf --one-file-system "${lab_folder:?}/$1"
    [[ -n $(nodes_there) ]] || lab_remove
}
