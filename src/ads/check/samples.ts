/** Is there something to prove the detection by, and can the sources that it names read it? */
import type { JsonObject } from '../../model/record.ts'
import { casesOf, type Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { checkEmulation } from '../emulation.ts'
import { findingsIn, type CheckContext } from './context.ts'

export function checkSamples(detection: Detection, context: CheckContext): Finding[] {
  const { id, samples, sources, places, expected, emulation } = detection
  const findings: Finding[] = []
  if (samples.malicious.length === 0)
    findings.push(
      findingsIn(places.samples.malicious)(
        'malicious-missing',
        1,
        'no sample shows what the detection is for',
        'add a case that must alert: captured from the emulation, best of all',
      ),
    )
  if (!expected)
    findings.push(
      findingsIn(places.expected)(
        'golden-missing',
        1,
        'there are no golden alerts',
        'write them with `tallyman detections prove --write`, and review them',
      ),
    )
  if (emulation) findings.push(...checkEmulation(emulation, id))
  else
    findings.push(
      findingsIn(places.emulation)(
        'emulation-missing',
        1,
        'there is no emulation.yml',
        'write how to cause it in a lab, how to undo it, and which alert proves it',
      ),
    )
  for (const { file, records } of casesOf(detection))
    for (const { source, record, line } of records) {
      const fault = sources.includes(source) ? unreadable(source, record, context) : `the sample is of ${source}`
      if (fault !== undefined)
        findings.push(
          findingsIn(file)(
            'sample-misplaced',
            line,
            fault,
            `samples are raw records of the sources that ads.md names: ${sources.join(', ')}`,
          ),
        )
    }
  return findings
}

function unreadable(source: string, record: JsonObject, { sources }: CheckContext): string | undefined {
  try {
    sources.get(source)?.viewsOf(record)
    return undefined
  } catch (error) {
    return `${source} cannot read the sample: ${error instanceof Error ? error.message : String(error)}`
  }
}
