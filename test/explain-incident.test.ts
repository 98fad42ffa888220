/** An incident can be explained: what is known, what is inferred and by what, what could not be seen, and how far it goes. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tellIncident } from '../src/cli/tell/incident.ts'
import { createPen } from '../src/cli/tell/terminal.ts'
import { loadContent } from '../src/runtime/content.ts'
import { explainIncident } from '../src/runtime/explain-incident.ts'

it('tells of an incident how sure it is, what nobody saw, and every place of what it names', async () => {
  const [explained, ...others] = await explainIncident('', ['recordings/identity-hops'], await loadContent())
  assert.ok(explained && others.length === 0)
  const { incident, unseen } = explained
  const told = tellIncident({ incident, actions: [], questions: [], unseen }, createPen(process.stdout))
  assert.match(told, /^ {2}known +\d+ records say it; 3 links of 3/m)
  assert.match(told, /^ {2}inferred +\S/m)
  assert.match(told, /^ {2}not seen +what ran inside/m)
  assert.match(told, /principal alice {2}2 places, 1 that no alert names \(\+\)\n {4}\+ address 10\.20\.0\.11/)
  for (const { of, places } of incident.radius?.spreads ?? []) assert.ok(places.length > 0, of.uid)
})
