/** Is every blind spot sampled as missed, every false positive as benign, every assumption bound to a probe? */
import { claimsOf, type Claim, type Claims } from '../claim.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { formatProbe, parseProbe, PROBES } from '../probe.ts'
import type { Case } from '../sample.ts'
import { findingsIn, type CheckContext } from './context.ts'

export function checkClaims({ sections, samples, places }: Detection, { sources }: CheckContext): Finding[] {
  const finding = findingsIn(places.document)
  const blind = claimsOf(sections.get('Blind Spots and Assumptions'))
  const harmless = claimsOf(sections.get('False Positives'))
  const findings = [...unnamed(blind, 'blind spot'), ...unnamed(harmless, 'false positive')]

  for (const { id, line, kind, assumes } of blind.named) {
    if (kind === 'claim') {
      if (!isSampled(id, samples.missed))
        findings.push(
          finding(
            'blind-spot-without-sample',
            line,
            `the blind spot “${id}” has no sample`,
            `add a case “${id}: ...” to samples/missed.jsonl, which must not alert`,
          ),
        )
      continue
    }
    const probe =
      assumes === undefined
        ? 'the assumption names no probe'
        : parseProbe(assumes, { sources: new Set(sources.keys()) })
    if (typeof probe === 'string')
      findings.push(
        finding(
          'assumption-without-probe',
          line,
          probe,
          `end “${id}” with (assumes: one of ${PROBES.map(formatProbe).join(', ')})`,
        ),
      )
  }

  for (const { id, line } of harmless.named)
    if (!isSampled(id, samples.benign))
      findings.push(
        finding(
          'false-positive-without-sample',
          line,
          `the false positive “${id}” has no sample`,
          `add a case “${id}: ...” to samples/benign.jsonl, which must stay silent`,
        ),
      )

  // The other way round: what is known to be missed is told to the reader.
  for (const { name, line, file } of samples.missed)
    if (!blind.named.some((claim) => claim.kind === 'claim' && isOf(claim, name)))
      findings.push(
        findingsIn(file)(
          'missed-undocumented',
          line,
          `the case “${name}” is of no blind spot`,
          'begin its name with the id of a blind spot of ads.md and a colon',
        ),
      )
  return findings

  function unnamed(claims: Claims, what: string): Finding[] {
    return claims.unnamed.map(({ text, line }) =>
      finding(
        'claim-unnamed',
        line,
        `“${text.slice(0, 60)}” has no name`,
        `name each ${what}: - **its-id**: what it is`,
      ),
    )
  }
}

const isOf = ({ id }: Pick<Claim, 'id'>, name: string): boolean => name.startsWith(`${id}:`)
const isSampled = (id: string, cases: readonly Case[]): boolean => cases.some(({ name }) => isOf({ id }, name))
