#!/bin/bash
# Stops what kubernetes-up.sh started and removes its pods. WORKDIR/bin stays, and WORKDIR/run with the
# audit log and the other logs stays until the next kubernetes-up.sh.
#   ./kubernetes-down.sh WORKDIR
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

[ $# = 1 ] || die "usage: kubernetes-down.sh WORKDIR"
need_root
RUN=$(state_folder "$1")/run
[ -f "$RUN/engine.env" ] || { note "nothing to stop in $1"; exit 0; }
# shellcheck source=/dev/null
. "$RUN/engine.env"
export DOCKER_HOST

# The kubelet first: it would start each removed container again.
stop_daemon kubelet
if docker version >/dev/null 2>&1; then
  docker ps -aq --filter label=io.kubernetes.pod.uid | xargs -r docker rm -fv >/dev/null || true
  # shellcheck disable=SC2016 # the inner shell expands it
  nsenter -t "$LAB_DOCKERD_PID" --mount sh -c '
    [ -e /var/log/.lab ] || exit 0
    grep -o " /var/lib/kubelet[^ ]*" /proc/mounts | sort -r | xargs -r umount
    umount /var/log' || true
  port=$(sed -n 's#.*https://127.0.0.1:\([0-9]*\).*#\1#p' "$RUN/admin.kubeconfig")
  nsenter --net="/run/netns/$LAB_NETNS" iptables-save -t nat | grep -- "-A PREROUTING -d 10.96.0.1/32 .*:$port\$" |
    sed 's/^-A/-D/' | while read -r rule; do
    # shellcheck disable=SC2086 # the words of a rule
    nsenter --net="/run/netns/$LAB_NETNS" iptables -w -t nat $rule
  done
fi
for daemon in kube-scheduler kube-controller-manager kube-apiserver etcd \
  api-relay api-relay-target webhook-relay webhook-relay-target; do
  stop_daemon $daemon
done
remove_cgroups kubepods
rm -f "$RUN/engine.env"
