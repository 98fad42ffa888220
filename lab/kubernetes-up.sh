#!/bin/bash
# A real one-node Kubernetes on the lab's Docker Engine, with its audit log. A new cluster each time.
#   eval "$(./docker-engine.sh up)"
#   eval "$(./kubernetes-up.sh WORKDIR [AUDIT_WEBHOOK_URL])"
# WORKDIR/bin holds the programs (kubernetes-build.sh); all state goes to WORKDIR/run. Prints exports:
# KUBECONFIG (admin), LAB_KUBECONFIGS (the folder of admin, alice, ci and mallory.kubeconfig),
# LAB_KUBECTL, LAB_API (the server's address inside the lab) and LAB_AUDIT_LOG. AUDIT_WEBHOOK_URL gets the
# same audit events in batches, as POSTs; a loopback address in it means the machine's own loopback.
# LAB_API_PORT is the API server's port on the machine's loopback (default 6443).
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

[ $# = 1 ] || [ $# = 2 ] || die "usage: kubernetes-up.sh WORKDIR [AUDIT_WEBHOOK_URL]"
need_root
WORKDIR=$(state_folder "$1")
WEBHOOK=${2:-}
BIN=$WORKDIR/bin
RUN=$WORKDIR/run
PKI=$RUN/pki
PORT=${LAB_API_PORT:-6443}
VIP=10.96.0.1 # the service `kubernetes`: first address of the service range
DAEMONS=(etcd kube-apiserver kube-controller-manager kube-scheduler kubelet api-relay)

in_netns() { nsenter --net="/run/netns/$LAB_NETNS" "$@"; }
start_in_netns() { start_daemon "$1" nsenter --net="/run/netns/$LAB_NETNS" "${@:2}"; }

# --- keys and kubeconfig files ---------------------------------------------------------------------

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/$1.key"; }

# certificate NAME SUBJECT USAGE [SUBJECT_ALT_NAMES]
certificate() {
  new_key "$1"
  openssl req -new -key "$PKI/$1.key" -subj "$2" |
    openssl x509 -req -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 30 -out "$PKI/$1.crt" \
      -extfile <(echo "extendedKeyUsage=$3${4:+$'\n'subjectAltName=$4}") 2>/dev/null ||
    die "could not make the certificate $1"
}

# kubeconfig NAME: for the certificate NAME, with everything inside, so that it can be copied.
kubeconfig() {
  cat >"$RUN/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: lab
  cluster: {server: "https://127.0.0.1:$PORT", certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")}
users:
- name: $1
  user: {client-certificate-data: $(base64 -w0 "$PKI/$1.crt"), client-key-data: $(base64 -w0 "$PKI/$1.key")}
contexts:
- name: lab
  context: {cluster: lab, user: $1}
current-context: lab
YAML
}

make_pki() {
  mkdir -p "$PKI"
  new_key ca
  openssl req -x509 -new -key "$PKI/ca.key" -subj /CN=lab-ca -days 30 -out "$PKI/ca.crt"
  new_key sa # signs the service accounts' tokens
  openssl ec -in "$PKI/sa.key" -pubout -out "$PKI/sa.pub" 2>/dev/null
  certificate apiserver /CN=kube-apiserver serverAuth \
    "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:$VIP,IP:$NODE_IP"
  certificate apiserver-to-kubelet /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  certificate node /O=system:nodes/CN=system:node:node1 serverAuth,clientAuth "DNS:node1,IP:127.0.0.1,IP:$NODE_IP"
  certificate controller-manager /CN=system:kube-controller-manager clientAuth
  certificate scheduler /CN=system:kube-scheduler clientAuth
  # People and the build pipeline. alice, ci and mallory may do nothing until they are given a role.
  certificate admin /O=system:masters/CN=kubernetes-admin clientAuth
  certificate alice /O=dev/O=ops/CN=alice clientAuth
  certificate ci /O=pipelines/CN=ci clientAuth
  certificate mallory /O=dev/CN=mallory clientAuth
  for name in node controller-manager scheduler admin alice ci mallory; do kubeconfig $name; done
}

# --- the network between the machine and the lab's namespace ----------------------------------------
# A path of the file system is the same in every network namespace, so a unix socket joins the two
# without a route between them.

# relay NAME PORT lab|machine: PORT on the loopback of that side leads to the same port of the other.
relay() {
  local listener=start_daemon target=start_in_netns
  if [ "$3" = lab ]; then listener=start_in_netns target=start_daemon; fi
  $target "$1-target" socat "UNIX-LISTEN:$RUN/$1.sock,fork,unlink-early" "TCP:127.0.0.1:$2"
  $listener "$1" socat "TCP-LISTEN:$2,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$RUN/$1.sock"
}

# --- the cluster ------------------------------------------------------------------------------------

api_ready() { [ "$(curl -fsS --noproxy '*' --cacert "$PKI/ca.crt" "https://127.0.0.1:$PORT/readyz")" = ok ]; }
node_ready() { "$BIN/kubectl" --kubeconfig "$RUN/admin.kubeconfig" get node node1 | grep -q ' Ready'; }

start_control_plane() {
  start_in_netns etcd etcd --data-dir "$RUN/etcd" --listen-client-urls http://127.0.0.1:2379 \
    --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380

  local webhook=()
  if [ -n "$WEBHOOK" ]; then
    cat >"$RUN/webhook.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: webhook, cluster: {server: "$WEBHOOK"}}]
contexts: [{name: webhook, context: {cluster: webhook, user: ""}}]
current-context: webhook
YAML
    # By default a batch waits up to 30 s, and a receiver that was down is tried again after 10 s.
    webhook=(--audit-webhook-config-file "$RUN/webhook.kubeconfig"
      --audit-webhook-batch-max-wait 1s --audit-webhook-initial-backoff 1s)
    if [[ $WEBHOOK =~ ^https?://(127\.0\.0\.1|localhost):([0-9]+)(/|$) ]]; then
      relay webhook-relay "${BASH_REMATCH[2]}" lab
    fi
  fi

  start_in_netns kube-apiserver "$BIN/kube-apiserver" --etcd-servers http://127.0.0.1:2379 \
    --secure-port "$PORT" --bind-address 0.0.0.0 --advertise-address "$NODE_IP" \
    --service-cluster-ip-range 10.96.0.0/16 --cert-dir "$RUN/certs" \
    --tls-cert-file "$PKI/apiserver.crt" --tls-private-key-file "$PKI/apiserver.key" --client-ca-file "$PKI/ca.crt" \
    --service-account-key-file "$PKI/sa.pub" --service-account-signing-key-file "$PKI/sa.key" \
    --service-account-issuer https://kubernetes.default.svc --allow-privileged --anonymous-auth \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --kubelet-client-certificate "$PKI/apiserver-to-kubelet.crt" --kubelet-client-key "$PKI/apiserver-to-kubelet.key" \
    --kubelet-certificate-authority "$PKI/ca.crt" --kubelet-preferred-address-types InternalIP \
    --feature-gates EphemeralContainers=true,BoundServiceAccountTokenVolume=true \
    --audit-policy-file "$LAB/audit-policy.yaml" --audit-log-path "$RUN/audit.log" --audit-log-format json \
    ${webhook[@]+"${webhook[@]}"}
  relay api-relay "$PORT" machine
  wait_for 60 kube-apiserver api_ready

  local config
  config=$RUN/controller-manager.kubeconfig
  start_in_netns kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig "$config" \
    --authentication-kubeconfig "$config" --authorization-kubeconfig "$config" --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file "$PKI/sa.key" \
    --root-ca-file "$PKI/ca.crt" --cert-dir "$RUN/certs"
  start_in_netns kube-scheduler "$BIN/kube-scheduler" --kubeconfig "$RUN/scheduler.kubeconfig" \
    --leader-elect=false --cert-dir "$RUN/certs"
}

start_node() {
  local files
  files=$(ulimit -Hn)
  [ "$files" != unlimited ] || files=1000000
  echo "nameserver $NODE_IP" >"$RUN/resolv.conf"
  cat >"$RUN/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $PKI/node.crt
tlsPrivateKeyFile: $PKI/node.key
cgroupDriver: $(docker info --format '{{.CgroupDriver}}')
clusterDomain: cluster.local
resolvConf: $RUN/resolv.conf
failSwapOn: false
# Its default is more than a hard limit that cannot be raised without CAP_SYS_RESOURCE.
maxOpenFiles: $files
# A machine short of memory or disk should not change what a test sees.
evictionHard: {"memory.available": "1Mi"}
imageGCHighThresholdPercent: 100
enforceNodeAllocatable: []
# DevicePlugins would write to /var/lib/kubelet, whatever the root folder.
featureGates: {EphemeralContainers: true, DevicePlugins: false}
YAML
  # Each pod's first container: it only has to wait, and to go at once when it is told to.
  docker image inspect pause:3.2 >/dev/null 2>&1 ||
    printf '%s\n' 'FROM busybox:1.35' 'CMD ["sh", "-c", "trap \"exit 0\" TERM INT; sleep 2147483647 & wait"]' |
    DOCKER_BUILDKIT=0 docker build -q -t pause:3.2 - >/dev/null 2>&1 || die "could not make the pause image"

  # In dockerd's mount namespace: volumes that the kubelet mounts must be there for dockerd, and the
  # machine's sysctls must not. There the kubelet has the folders every kubelet has, kept in RUN.
  mkdir -p "$RUN"/{kubelet,dockershim,log,volume-plugins} /var/lib/kubelet
  touch "$RUN/log/.lab" # tells kubernetes-down.sh that this is what it may unmount
  # shellcheck disable=SC2016 # the inner shell expands these
  start_daemon kubelet nsenter -t "$LAB_DOCKERD_PID" --mount --net --uts bash -c '
      set -e
      mount --bind "$1/log" /var/log
      mount --bind "$1/kubelet" /var/lib/kubelet
      shift
      exec "$@"' kubelet "$RUN" "$BIN/kubelet" --root-dir /var/lib/kubelet \
    --config "$RUN/kubelet.yaml" --kubeconfig "$RUN/node.kubeconfig" \
    --hostname-override node1 --node-ip "$NODE_IP" --pod-infra-container-image pause:3.2 \
    --container-runtime docker --docker-endpoint "$DOCKER_HOST" \
    --container-runtime-endpoint "unix://$RUN/dockershim.sock" \
    --experimental-dockershim-root-directory "$RUN/dockershim" --volume-plugin-dir "$RUN/volume-plugins"

  # There is no kube-proxy: of all services only the API server's own address leads somewhere.
  local rule=(PREROUTING -d "$VIP" -p tcp --dport 443 -j DNAT --to "$NODE_IP:$PORT")
  in_netns iptables -w -t nat -C "${rule[@]}" 2>/dev/null || in_netns iptables -w -t nat -A "${rule[@]}"
  wait_for 90 kubelet node_ready
}

print_exports() {
  printf 'export %s\n' "KUBECONFIG=$RUN/admin.kubeconfig" "LAB_KUBECONFIGS=$RUN" "LAB_KUBECTL=$BIN/kubectl" \
    "LAB_API=https://$NODE_IP:$PORT" "LAB_AUDIT_LOG=$RUN/audit.log"
}

for variable in DOCKER_HOST LAB_NETNS LAB_DOCKERD_PID; do
  [ -n "${!variable:-}" ] || die "$variable is not set: first run  eval \"\$(docker-engine.sh up)\""
done
docker version >/dev/null 2>&1 || die "no Docker Engine answers at $DOCKER_HOST"
for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl; do
  [ -x "$BIN/$program" ] || die "$BIN/$program is missing: run kubernetes-build.sh $WORKDIR"
done

NODE_IP=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
running=0
for daemon in "${DAEMONS[@]}"; do
  if daemon_pid "$daemon" >/dev/null; then running=$((running + 1)); fi
done
if [ $running = ${#DAEMONS[@]} ]; then
  [ "$(cat "$RUN/webhook-url")" = "$WEBHOOK" ] || die "already up, with another audit webhook: run kubernetes-down.sh first"
  print_exports
  exit 0
fi
[ $running = 0 ] || die "only $running of ${#DAEMONS[@]} daemons run: run kubernetes-down.sh $WORKDIR, then this again"

install_packages etcd=etcd-server socat=socat openssl=openssl curl=curl iptables=iptables ss=iproute2
[ -z "$(ss -Hltn "sport = :$PORT")" ] || die "port $PORT of this machine is in use: set LAB_API_PORT"
[ ! -e "$RUN" ] || [ -e "$RUN/webhook-url" ] || die "$RUN exists and is not a cluster's: use another WORKDIR"
rm -rf "$RUN"
mkdir -p "$RUN"
chmod 700 "$RUN" # private keys
echo "$WEBHOOK" >"$RUN/webhook-url"
printf '%s\n' "DOCKER_HOST=$DOCKER_HOST" "LAB_NETNS=$LAB_NETNS" "LAB_DOCKERD_PID=$LAB_DOCKERD_PID" >"$RUN/engine.env"
make_pki
start_control_plane
start_node
print_exports
