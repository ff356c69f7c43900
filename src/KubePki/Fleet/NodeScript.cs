namespace KubePki.Fleet;

/// <summary>
/// The script that runs on a node before kubepki. It finds the same kubepki there (by hash) or reads it from stdin into a private
/// directory, runs it as the agent, and removes the directory after the agent has ended or failed. The script and the agent run with lower
/// priority than the control plane, because etcd's members miss heartbeats if processors are busy or if the disk with etcd's log is being
/// written. For the same reason, directories in memory are tried first, unless TMPDIR is set. TMPDIR and HOME come from the node: a
/// directory is used only if it and all directories above it belong to root or the acting user, and no other user can rename its entries.
/// </summary>
internal static class NodeScript
{
    /// <summary>The prefix of every line that the script itself prints.</summary>
    internal const string Mark = "KUBEPKI ";

    /// <summary>The script expects the program on stdin. The machine's architecture follows this text.</summary>
    internal const string Wants = Mark + "WANTS ";

    /// <summary>There is no directory in which a program may run.</summary>
    internal const string NoPlace = Mark + "NOPLACE";

    /// <summary>The received program does not have the expected hash.</summary>
    internal const string Damaged = Mark + "DAMAGED";

    /// <summary>For any POSIX shell. $1 is the hash of the program, $2 its size.</summary>
    internal const string Text = """
        umask 077
        renice -n 10 $$ >/dev/null 2>&1
        { echo 10 > /proc/$$/autogroup; } 2>/dev/null
        d=
        trap 'test -z "$d" || rm -rf "$d"' EXIT
        trap 'exit 129' HUP
        trap 'exit 143' TERM
        sum() { sha256sum < "$1" 2>/dev/null | cut -c1-64; }
        u=$(id -u)
        safe() {
          s=$(cd -P "$1" 2>/dev/null && pwd -P) || return 1
          p=$s
          while :; do
            set -- $(ls -ldn "$p")
            test "$3" = 0 || test "$3" = "$u" || return 1
            case $1 in d????-??-?* | d????????[tT]*) ;; *) return 1 ;; esac
            test "$p" != / || return 0
            p=${p%/*}
            p=${p:-/}
          done
        }
        k=$(command -v kubepki) || k=
        if test -z "$k" || test "$(sum "$k")" != "$1"; then
          for b in ${TMPDIR:+"$TMPDIR"} /run /dev/shm /tmp /var/tmp "${HOME:-/root}"; do
            safe "$b" || continue
            d=$(mktemp -d "$s/kubepki.XXXXXXXXXX" 2>/dev/null) || { d=; continue; }
            printf '#!/bin/sh\nexit 0\n' > "$d/try" && chmod 700 "$d/try" && "$d/try" 2>/dev/null && break
            rm -rf "$d"
            d=
          done
          test -n "$d" || { echo 'KUBEPKI NOPLACE'; exit 1; }
          echo "KUBEPKI WANTS $(uname -m)"
          k=$d/kubepki
          head -c "$2" > "$k"
          test "$(sum "$k")" = "$1" || { echo 'KUBEPKI DAMAGED'; exit 1; }
          chmod 700 "$k"
        fi
        "$k" agent
        """;
}
