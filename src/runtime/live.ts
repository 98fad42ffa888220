/** Inputs that do not end by themselves, for whoever watches: a file as it grows, a container engine, a cluster, this host and its network. */
export { clusterBlocks } from '../ingest/cluster/cluster.ts'
export { conntrackBlocks } from '../ingest/conntrack/conntrack.ts'
export { containerdBlocks } from '../ingest/containerd/containerd.ts'
export { engineBlocks } from '../ingest/engine/engine.ts'
export { HOST_WAYS, hostBlocks, type HostWay } from '../ingest/host/host.ts'
export { followBlocks } from '../ingest/input/follow.ts'
export type { Block } from '../ingest/block.ts'
