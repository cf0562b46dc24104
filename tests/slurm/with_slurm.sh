#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# with_slurm.sh COMMAND...: runs a command beside a Slurm of its own: one node, on the loopback interface, all state in
# a temporary folder, as the user who calls it. Nothing is left at the end, whatever the command does.
# docs/slurm.md explains slurm.conf. Debian packages: slurm-wlm, munge.
set -euo pipefail
PATH=$PATH:/usr/sbin

folder=$(mktemp -d /tmp/slurm.XXXXXX) # short: the socket's name must fit into 107 bytes
daemons=()

free_port() { # not one of the arguments
    local port
    while port=$((20000 + RANDOM % 30000)); do
        [[ " $* " == *" $port "* ]] && continue
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break # nobody answers
    done
    echo "$port"
}

start() { # in the foreground of a shell that waits; ends with this script even if that is killed
    setpriv --pdeathsig KILL "$@" >>"$folder/output.log" 2>&1 &
    daemons+=($!)
}

wait_for() { # WHAT COMMAND...: at most 30 s
    local what=$1
    shift
    for _ in {1..300}; do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    echo "with_slurm.sh: $what did not come up" >&2
    tail -n 20 "$folder"/*.log >&2
    exit 1
}

end() {
    local code=$?
    trap - EXIT
    set +e
    if [ ${#daemons[@]} -gt 1 ]; then # jobs first: they are nobody's children
        timeout 10 scancel --user="$(id -un)"
        for _ in {1..50}; do
            [ -n "$(timeout 5 squeue --noheader 2>/dev/null)" ] || break
            sleep 0.1
        done
        timeout 5 scontrol listpids 2>/dev/null | awk '$1 ~ /^[0-9]+$/ && $1 > 1 {print $1}' | xargs -r kill -KILL
    fi
    [ ${#daemons[@]} -eq 0 ] || kill -KILL "${daemons[@]}"
    wait
    rm -rf "$folder" || { sleep 2; rm -rf "$folder"; }
    exit "$code"
} 2>/dev/null
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

user=$(id -un)
node=$(hostname -s)
ctld_port=$(free_port)
slurmd_port=$(free_port "$ctld_port")
mkdir "$folder/state" "$folder/spool"
chmod 755 "$folder"

cat >"$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$ctld_port
SlurmdPort=$slurmd_port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
KillWait=5
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf

(umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
start munged --foreground --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munge.seed"
wait_for munged munge --no-input --socket="$folder/munge.socket"
start slurmctld -D -f "$SLURM_CONF"
wait_for slurmctld scontrol ping
start slurmd -D -f "$SLURM_CONF"
wait_for slurmd bash -c 'sinfo --noheader --format=%T | grep -qx idle'

"$@"
