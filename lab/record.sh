#!/bin/bash
# Records a scenario anew: starts the lab, plays it, writes recordings/NAME, stops the lab.
#   ./record.sh NAME        (intrusion, identity-hops, benign-day, exec-join; LAB_KEEP=1 leaves the lab running)
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

[ $# = 1 ] || die "usage: record.sh NAME"
need_root
export LAB_STATE=${LAB_STATE:-/var/lib/lab} LAB_SETTLE=${LAB_SETTLE:-5}
export LAB_DOCKER_DIR=$LAB_STATE/docker LAB_NETNS=${LAB_NETNS:-lab}
WORKDIR=${LAB_KUBERNETES:-/var/cache/lab/kubernetes}
LAB_RECENT_KUBECTL=$(command -v kubectl) || LAB_RECENT_KUBECTL=
export LAB_RECENT_KUBECTL
export PATH=$LAB/../node_modules/.bin:$PATH

down() {
  "$LAB/kubernetes-down.sh" "$WORKDIR"
  "$LAB/clients.sh" down
  "$LAB/registry.sh" down
  "$LAB/docker-engine.sh" down "$LAB_DOCKER_DIR"
}

"$LAB/kubernetes-build.sh" "$WORKDIR"
# A new engine: no image and no network of the last time.
down
rm -rf "$LAB_DOCKER_DIR"
[ -n "${LAB_KEEP:-}" ] || trap down EXIT
exports=$("$LAB/docker-engine.sh" up "$LAB_DOCKER_DIR") && eval "$exports"
"$LAB/registry.sh" up
"$LAB/clients.sh" up
exports=$("$LAB/kubernetes-up.sh" "$WORKDIR") && eval "$exports"
node --conditions=tallyman-unbuilt "$LAB/record.ts" "$1"
