#!/bin/bash
# A real Docker Engine from Debian's packages, in network, mount and UTS namespaces of its own.
#   eval "$(./docker-engine.sh up [DIR])"     ./docker-engine.sh down [DIR]
# DIR (default /var/lib/lab/docker) holds all of its state. `up` prints the exports that docker, the
# recorder and kubernetes-up.sh need; when the engine already runs it only prints them.
# LAB_NETNS names the network namespace (default lab).
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

usage() { die "usage: docker-engine.sh up|down [DIR]"; }
case $# in 1 | 2) ;; *) usage ;; esac
need_root
DIR=$(state_folder "${2:-/var/lib/lab/docker}")
[[ $DIR != /run/* && $DIR != /var/run/* ]] || die "DIR cannot be below /run: the engine has a /run of its own"
RUN=$DIR/run
NETNS=${LAB_NETNS:-lab}
GATEWAY=172.17.0.1 # docker0's address: the host as containers see it
REGISTRY=registry.shop.example # where registry.sh serves images, at port 5000 of the gateway
[ -f "$DIR/netns" ] && NETNS=$(cat "$DIR/netns")
export DOCKER_HOST=unix://$DIR/docker.sock
unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH

answers() { curl -fsS --max-time 5 --unix-socket "$DIR/docker.sock" http://docker/_ping; }

make_netns() {
  # Its own network namespace, without an uplink: nothing in a container can leave the machine, and
  # the bridges, NAT rules and the FORWARD policy of the engine stay away from the machine's own.
  if [ ! -f "$DIR/netns" ]; then
    [ ! -e "/run/netns/$NETNS" ] || die "network namespace $NETNS exists and is not ours: set LAB_NETNS"
    ip netns add "$NETNS"
    echo "$NETNS" >"$DIR/netns"
  fi
  [ -e "/run/netns/$NETNS" ] || ip netns add "$NETNS" # gone since, as after a reboot
  ip -n "$NETNS" link set lo up
}

start_dockerd() {
  # dockerd and the kubelet write these sysctls, which no namespace separates. They get copies,
  # bind-mounted in dockerd's mount namespace, so that the machine's own stay as they are.
  local key
  for key in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
    kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    [ -e "/proc/sys/$key" ] || continue
    mkdir -p "$DIR/sysctl/${key%/*}"
    cat "/proc/sys/$key" >"$DIR/sysctl/$key"
  done

  local args=(--host "$DOCKER_HOST" --host unix:///run/docker.sock --data-root /var/lib/docker
    --pidfile "$DIR/run/docker-engine.pid" --bip "$GATEWAY/16" --dns "$GATEWAY" --insecure-registry "$REGISTRY:5000")
  mkdir -p "$DIR/bin"
  rm -f "$DIR/bin/runc"
  if ! ((0x$(awk '/^CapBnd/ { print $2 }' /proc/self/status) >> 24 & 1)); then # CAP_SYS_RESOURCE
    cp "$LAB/runc-capfit" "$DIR/bin/runc" # found before runc itself, so that nothing else knows of it
  fi

  # nsenter and not `ip netns exec`, which mounts a new /sys without the control groups. In its mount
  # namespace the engine has the paths every engine has (/var/lib/docker, /run/docker.sock), kept in
  # DIR, and a host name of its own, so that what it says is what an ordinary node says. The
  # /etc/docker there is its own too: a daemon.json of the machine's is not for us, and dockerd writes a key.
  mkdir -p "$DIR"/{etc,data,exec} /etc/docker /var/lib/docker
  printf '%s\n' '127.0.0.1 localhost' "$GATEWAY node1 $REGISTRY" >"$DIR/hosts"
  # shellcheck disable=SC2016 # the inner shell expands these
  start_daemon dockerd nsenter --net="/run/netns/$NETNS" unshare --mount --uts --propagation private \
    env -i PATH="$DIR/bin:$PATH" bash -c '
      set -e
      hostname node1
      mount --bind "$1/etc" /etc/docker
      mount --bind "$1/hosts" /etc/hosts
      mount --bind "$1/data" /var/lib/docker
      mount -t tmpfs -o mode=755 tmpfs /run
      mkdir /run/docker
      mount --bind "$1/exec" /run/docker
      cd "$1/sysctl"
      for key in $(find . -type f); do mount --bind "$key" "/proc/sys/$key"; done
      cd /
      shift
      exec dockerd "$@"' dockerd "$DIR" "${args[@]}"
  wait_for 60 dockerd answers

  # The containers' DNS server: it knows no name and says so at once (and logs each query). Without
  # an answer every unknown name would take 10 s to fail.
  start_daemon dns nsenter --net="/run/netns/$NETNS" dnsmasq --keep-in-foreground --conf-file=/dev/null \
    --user=root --pid-file= --no-resolv --no-hosts --address=/#/ --log-queries --log-facility=-

  # Per network namespace: byte counts and times in conntrack events, and the event with the counts
  # 5 s after a connection closed, not 120 s.
  local setting
  for setting in nf_conntrack_acct=1 nf_conntrack_timestamp=1 nf_conntrack_tcp_timeout_time_wait=5; do
    nsenter --net="/run/netns/$NETNS" sysctl -qw "net.netfilter.$setting" ||
      note "could not set net.netfilter.$setting: conntrack events will have less"
  done
}

# busybox:1.35 without a registry: Debian's busybox, and the C library it loads (the statically
# linked one crashes when it resolves a name).
make_image() {
  docker image inspect busybox:1.35 >/dev/null 2>&1 && return 0
  local root=$DIR/image lib
  rm -rf "$root"
  mkdir -p "$root"/{bin,etc,tmp,proc,sys,dev,root,www,data,var/run}
  chmod 1777 "$root/tmp"
  package_file busybox bin/busybox "$root/bin/busybox"
  for lib in $(ldd "$root/bin/busybox" | grep -o '/[^ ]*'); do
    mkdir -p "$root${lib%/*}"
    cp -L "$lib" "$root$lib"
  done
  # Not linked but loaded at run time, to resolve names.
  lib=$(ldd "$root/bin/busybox" | awk '$1 == "libc.so.6" { print $3 }')
  cp -L "${lib%/*}"/libnss_{dns,files}.so.2 "$root${lib%/*}/"
  "$root/bin/busybox" --list | grep -vx busybox | while read -r lib; do ln -s busybox "$root/bin/$lib"; done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  echo ok >"$root/www/index.html"
  tar -C "$root" -c . | docker import -c 'CMD ["/bin/sh"]' -c 'ENV PATH=/bin' - busybox:1.35 >/dev/null
  docker tag busybox:1.35 busybox:latest
  rm -rf "$root"
}

up() {
  install_packages dockerd=docker.io containerd=containerd runc=runc iptables=iptables ip=iproute2 \
    dnsmasq=dnsmasq-base conntrack=conntrack curl=curl sysctl=procps
  mkdir -p "$RUN"
  make_netns
  if ! daemon_pid dockerd >/dev/null; then start_dockerd; fi
  wait_for 10 dockerd answers
  make_image
  printf 'export %s\n' "DOCKER_HOST=$DOCKER_HOST" "LAB_DOCKER_DIR=$DIR" "LAB_NETNS=$NETNS" \
    "LAB_DOCKERD_PID=$(daemon_pid dockerd)"
}

down() {
  [ -d "$RUN" ] || { note "nothing to stop in $DIR"; return 0; }
  if answers >/dev/null 2>&1; then
    # On SIGTERM dockerd would wait 10 s for each container whose first process ignores it.
    docker ps -aq | xargs -r docker rm -fv >/dev/null || true
  fi
  stop_daemon dns
  stop_daemon dockerd 30
  # dockerd stops its containerd; after a crash of dockerd it may still be there.
  local pid
  pid=$(cat "$DIR/exec/containerd/containerd.pid" 2>/dev/null) || pid=
  if [ -n "$pid" ] && ip netns pids "$NETNS" 2>/dev/null | grep -qx "$pid"; then kill "$pid"; fi
  remove_cgroups docker
  if [ -f "$DIR/netns" ]; then
    local left
    left=$(ip netns pids "$NETNS" 2>/dev/null | xargs -r ps -o pid=,args= -ww -p | cut -c 1-100) || left=
    [ -z "$left" ] || die "stopped, but these still run in network namespace $NETNS, which stays:"$'\n'"$left"
    ip netns del "$NETNS" 2>/dev/null || true
    rm -f "$DIR/netns"
  fi
}

case $1 in up | down) "$1" ;; *) usage ;; esac
