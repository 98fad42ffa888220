# shellcheck shell=bash
# Starts and stops the lab's daemons by pid file, and installs Debian's packages: source it, do not run it.
# A caller that starts daemons sets RUN, the folder for their pid files and logs.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LAB

note() { echo "${0##*/}: $*" >&2; }
die() { note "$*"; exit 1; }
need_root() { [ "$(id -u)" = 0 ] || die "must run as root"; }

# state_folder PATH: made absolute. The engines' options and sockets put limits on it: no characters
# with a meaning to socat or in a list, and the longest socket below it must fit into 107 bytes.
state_folder() {
  local path
  path=$(realpath -m "$1")
  [[ $path =~ ^/[A-Za-z0-9._-]+/[A-Za-z0-9/._-]+$ ]] || die "not a usable folder name: $path"
  [ ${#path} -le 64 ] || die "a folder name of more than 64 characters is too long for sockets in it: $path"
  echo "$path"
}

# install_packages PROBE=PACKAGE...: installs each package whose command or file PROBE is missing.
install_packages() {
  local pair missing=() policy=/usr/sbin/policy-rc.d made=
  for pair; do
    command -v "${pair%%=*}" >/dev/null || [ -e "${pair%%=*}" ] || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  note "installing ${missing[*]}"
  # These packages would start their services at once, in the machine's own network. The lab wants
  # the programs only, so no service may start while they are installed.
  if [ ! -e $policy ]; then
    made=1
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  apt-get update -qq >/dev/null || die "apt-get update failed"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 \
    "${missing[@]}" >/dev/null </dev/null ||
    die "could not install ${missing[*]}"
  if [ -n "$made" ]; then rm -f $policy; trap - EXIT; fi
}

# When the process started, in clock ticks since boot; nothing if it is gone or a zombie.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'; }

# start_daemon NAME COMMAND...: runs COMMAND in a session of its own unless NAME still runs.
# The pid file keeps the start time too, so that a pid that was used again is never taken for ours.
start_daemon() {
  local name=$1
  shift
  if daemon_pid "$name" >/dev/null; then return 0; fi
  setsid "$@" >"$RUN/$name.log" 2>&1 </dev/null &
  echo "$! $(start_time $!)" >"$RUN/$name.pid"
}

daemon_pid() {
  local pid started
  [ -f "$RUN/$1.pid" ] || return 1
  read -r pid started <"$RUN/$1.pid"
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] || return 1
  echo "$pid"
}

# stop_daemon NAME [SECONDS]: SIGTERM, and SIGKILL when it has not gone after SECONDS.
stop_daemon() {
  local pid tries=$((${2:-15} * 10))
  if pid=$(daemon_pid "$1"); then
    kill "$pid" 2>/dev/null || true
    while daemon_pid "$1" >/dev/null; do
      if [ $((tries -= 1)) -le 0 ]; then
        note "$1 (pid $pid) did not stop: killed"
        kill -9 "$pid" 2>/dev/null || true
        sleep 0.2
        break
      fi
      sleep 0.1
    done
  fi
  rm -f "$RUN/$1.pid"
}

# wait_for SECONDS DAEMON COMMAND...: until COMMAND succeeds; fails at once when DAEMON has died.
wait_for() {
  local deadline=$((SECONDS + $1)) name=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! daemon_pid "$name" >/dev/null; then
      tail -n 15 "$RUN/$name.log" >&2
      die "$name died; its log is $RUN/$name.log"
    fi
    if [ $SECONDS -ge $deadline ]; then
      tail -n 15 "$RUN/$name.log" >&2
      die "gave up waiting for: $*; see $RUN/$name.log"
    fi
    sleep 0.1
  done
}

# Removes the empty control groups NAME that an engine or a kubelet leaves behind. rmdir refuses
# one that still has a process or a child, so another engine's live containers are safe.
remove_cgroups() {
  find /sys/fs/cgroup -maxdepth 3 -type d -name "$1" 2>/dev/null | while read -r group; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

# package_file PACKAGE PATH TARGET: one file of a Debian package, unpacked and not installed, so that
# what the machine has at that place stays.
package_file() {
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && apt-get download -qq -o APT::Sandbox::User=root "$1" >/dev/null && dpkg -x ./*.deb .) ||
    die "could not download the package $1"
  mkdir -p "${3%/*}"
  mv "$folder/$2" "$3"
  rm -rf "$folder"
}
