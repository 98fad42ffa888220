#!/bin/bash
# An image registry (Debian's docker-registry) inside the lab: registry.shop.example:5000, so that
# images are pushed and pulled and have digests, as anywhere else.
#   ./registry.sh up|down        after  eval "$(./docker-engine.sh up)"
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

need_root
for variable in LAB_DOCKER_DIR LAB_NETNS; do
  [ -n "${!variable:-}" ] || die "$variable is not set: first run  eval \"\$(docker-engine.sh up)\""
done
RUN=$LAB_DOCKER_DIR/run
DATA=$LAB_DOCKER_DIR/registry

answers() { nsenter --net="/run/netns/$LAB_NETNS" curl -fsS --noproxy '*' --max-time 5 http://172.17.0.1:5000/v2/; }

up() {
  install_packages docker-registry=docker-registry curl=curl
  mkdir -p "$DATA"
  cat >"$LAB_DOCKER_DIR/registry.yaml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $DATA}}
http: {addr: "172.17.0.1:5000"}
YAML
  start_daemon registry nsenter --net="/run/netns/$LAB_NETNS" docker-registry serve "$LAB_DOCKER_DIR/registry.yaml"
  wait_for 20 registry answers
}

case ${1:-} in
  up) up ;;
  down) stop_daemon registry ;;
  *) die "usage: registry.sh up|down" ;;
esac
