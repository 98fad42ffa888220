/** A small good package, for tests to break: every check of it is silent, so that what a test breaks is what is found. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import type { View } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'
import { checkDetection } from '../src/ads/check/check.ts'
import type { CheckContext } from '../src/ads/check/context.ts'
import { loadDetection } from '../src/ads/load.ts'
import { learnViews } from '../src/ads/schema.ts'
import { temporaryFolder } from './temporary.ts'

const LOGSOURCE = { product: 'kubernetes', service: 'audit' }

const record = (over: JsonObject = {}): JsonObject => ({
  time: '2026-05-04T10:00:00.000Z',
  verb: 'create',
  user: 'ana',
  object: { resource: 'pods', namespace: 'shop', name: 'web' },
  response: { code: 201 },
  privileged: true,
  ...over,
})

const sample = (name: string, value: JsonObject): string =>
  `${JSON.stringify({ case: name, source: 'toy-audit', origin: 'written', record: value })}\n`

/** The files of the package, by name. */
export const SPECIMEN: ReadonlyMap<string, string> = new Map([
  [
    'ads.md',
    `---
title: Privileged pod created
status: experimental
level: high
owner: detection engineering
attack: [T1610, T1611]
catalogue: [C01]
sources: [toy-audit]
---
# Privileged pod created

## Goal
Tell of a pod that may do on its node whatever it likes.

## Categorization
Execution by deploying a container, and the escape that it allows.

## Strategy Abstract
The audit log tells of every pod that is created.

## Technical Context
A privileged container sees the devices of its node.

## Blind Spots and Assumptions
- **template**: a pod that a controller makes from a template
  is told by its template alone.
- **audited**: the audit log tells of pods with their bodies (assumes: audit-level(pods, Request))

## False Positives
- **node-agent**: agents of the network run privileged in kube-system.

## Validation
Run the emulation.

## Priority
High.

## Response
See response.yml.
`,
  ],
  [
    'rule.yml',
    `title: Privileged pod created
id: 5a6f6b1c-30a4-4c1e-9f4e-0c8c1d3a7f01
status: experimental
logsource:
  product: kubernetes
  service: audit
detection:
  selection:
    verb: create
    object.resource: pods
    response.code: 201
    privileged: true
  filter_agent:
    object.namespace: kube-system
  condition: selection and not filter_agent
level: high
tags:
  - attack.t1610
  - attack.t1611
`,
  ],
  ['samples/malicious.jsonl', sample('ana creates one', record())],
  [
    'samples/benign.jsonl',
    sample('node-agent: the network', record({ object: { resource: 'pods', namespace: 'kube-system', name: 'cni' } })),
  ],
  [
    'samples/missed.jsonl',
    sample('template: a deployment', record({ object: { resource: 'deployments', namespace: 'shop', name: 'web' } })),
  ],
  ['samples/expected.json', '[]\n'],
  [
    'response.yml',
    `questions:
  - ask: Is there a change in progress?
    look: the roll-outs of the hour before
steps:
  - phase: evidence
    do: pod-evidence-collected
    target: pod
    why: it is gone with the pod
  - phase: containment
    do: pod-isolated
    target: pod
    why: it may reach its neighbours
  - phase: eradication
    do: pod-deleted
    target: pod
    why: it should not be there
`,
  ],
  [
    'emulation.yml',
    `needs: [kubernetes]
run_id: name=tallyman-\${RUN}
steps:
  - do: kubectl run tallyman-\${RUN} --image=busybox --privileged
undo:
  - do: kubectl delete pod tallyman-\${RUN}
expect:
  detection: pod-created-privileged
  entity: tallyman-\${RUN}
`,
  ],
])

const viewsOf = (value: JsonObject): View[] => {
  if (value['verb'] === undefined) throw new Error('verb should be a string, but is missing')
  return [{ logsource: LOGSOURCE, fields: value }]
}

export const SPECIMEN_CONTEXT: CheckContext = {
  sources: new Map([
    [
      'toy-audit',
      {
        views: learnViews(
          [record(), record({ privileged: null, user: 'ben' })].flatMap(viewsOf),
          new Map([['verb', new Set(['create', 'delete', 'get'])]]),
        ),
        viewsOf,
      },
    ],
  ]),
  viewsOfCase: ({ records }) => records.flatMap(({ record: each }) => viewsOf(each)),
  responders: new Map([
    ['pod-evidence-collected', { phase: 'evidence', target: 'pod', undo: { irreversible: 'a copy is kept' } }],
    ['pod-isolated', { phase: 'containment', target: 'pod', undo: () => [] }],
    ['pod-deleted', { phase: 'eradication', target: 'pod', undo: { irreversible: 'it is gone' } }],
  ]),
}

/** What a test changes: a file's text, of one that is not there too, or nothing to leave the file out. A change that changes nothing is an error of the test. */
export type Changes = { readonly [file: string]: (text: string) => string | undefined }

/** Writes the package, changed, into a temporary folder; returns the package's folder. */
export async function writeSpecimen(changes: Changes = {}, id = 'pod-created-privileged'): Promise<string> {
  const folder = join(temporaryFolder(), id)
  for (const name of new Set([...SPECIMEN.keys(), ...Object.keys(changes)])) {
    const text = SPECIMEN.get(name) ?? ''
    const changed = changes[name] ? changes[name](text) : text
    if (changes[name] && changed === text) throw new Error(`the change of ${name} changes nothing`)
    if (changed === undefined) continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), changed)
  }
  return folder
}

export interface Fault {
  readonly fault: string
  readonly changes: Changes
  /** `code file:line`, in order: these findings and no others. */
  readonly found: readonly string[]
  /** What the first of them says. */
  readonly problem: RegExp
  readonly advice: RegExp
}

/** A test for each fault: made in the good package, it is refused with file, line and what to do. */
export function testRefused(faults: readonly Fault[]): void {
  for (const { fault, changes, found, problem, advice } of faults)
    test(`refused: ${fault}`, async () => {
      const folder = await writeSpecimen(changes)
      const findings = checkDetection(await loadDetection(folder), SPECIMEN_CONTEXT)
      assert.deepEqual(
        findings.map(({ code, file, line }) => `${code} ${relative(folder, file)}:${line}`),
        found,
      )
      assert.match(findings[0]?.problem ?? '', problem)
      assert.match(findings[0]?.advice ?? '', advice)
    })
}
