#!/bin/bash
# The places that the people of a scenario work from: each client is a network namespace with an
# address of its own and one way into the lab's, so that "from where" in the records is true.
#   ./clients.sh up|down        after  eval "$(./docker-engine.sh up)"
# A command runs there with  nsenter --net=/run/netns/$LAB_NETNS-NAME COMMAND...
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

need_root
[ -n "${LAB_NETNS:-}" ] || die "LAB_NETNS is not set: first run  eval \"\$(docker-engine.sh up)\""
# name, address. 203.0.113.0/24 stands for the internet (RFC 5737).
CLIENTS=(admin=10.20.0.5 alice=10.20.0.11 ci=10.20.8.20 mallory=203.0.113.66)

up() {
  install_packages ip=iproute2
  local pair address space number=0
  for pair in "${CLIENTS[@]}"; do
    address=${pair#*=} space=$LAB_NETNS-${pair%%=*} number=$((number + 1))
    [ ! -e "/run/netns/$space" ] || continue
    ip netns add "$space"
    # Both ends are born inside the two namespaces: the machine's own never has them.
    ip -n "$LAB_NETNS" link add "people$number" type veth peer name eth0 netns "$space"
    ip -n "$LAB_NETNS" address add "10.21.$number.1/32" dev "people$number"
    ip -n "$LAB_NETNS" link set "people$number" up
    ip -n "$LAB_NETNS" route add "$address/32" dev "people$number"
    ip -n "$space" link set lo up
    ip -n "$space" address add "$address/32" dev eth0
    ip -n "$space" link set eth0 up
    ip -n "$space" route add "10.21.$number.1/32" dev eth0
    ip -n "$space" route add default via "10.21.$number.1"
  done
}

down() {
  local pair
  for pair in "${CLIENTS[@]}"; do
    ip netns del "$LAB_NETNS-${pair%%=*}" 2>/dev/null || true
  done
}

case ${1:-} in
  up | down) "$1" ;;
  *) die "usage: clients.sh up|down" ;;
esac
