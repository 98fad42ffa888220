/**
 * Runs a command in a pod as recent clients do: a WebSocket, opened by GET (verb `get` on pods/exec in the
 * audit log). Usage: node exec-websocket.ts NAMESPACE POD CONTAINER COMMAND..., with KUBECONFIG set.
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { parse } from 'yaml'

interface Kubeconfig {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
  users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }]
}

const [namespace, pod, container, ...command] = process.argv.slice(2)
const config = parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8')) as Kubeconfig
const { cluster } = config.clusters[0]
const { user } = config.users[0]
const query = new URLSearchParams([
  ...command.map((word) => ['command', word]),
  ['container', container ?? ''],
  ['stdout', 'true'],
  ['stderr', 'true'],
])
const opening = request(`${cluster.server}/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`, {
  ca: Buffer.from(cluster['certificate-authority-data'], 'base64'),
  cert: Buffer.from(user['client-certificate-data'], 'base64'),
  key: Buffer.from(user['client-key-data'], 'base64'),
  headers: {
    'User-Agent': 'node',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
    'Sec-WebSocket-Protocol': 'v4.channel.k8s.io',
  },
})
opening.on('upgrade', (_response, socket) => {
  // The frames are shown as they come: what the command said is in them, and nobody reads more.
  socket.on('data', (bytes: Buffer) => process.stdout.write(bytes.toString('latin1').replace(/[^\x20-\x7e\n]/g, '')))
  socket.on('close', () => process.exit(0))
  socket.on('end', () => socket.end())
})
opening.on('response', (response) => {
  console.error(`the server answered ${response.statusCode}`)
  process.exit(1)
})
opening.end()
