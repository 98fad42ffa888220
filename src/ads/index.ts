/** The public door `tallyman/ads`: reading, checking, proving, beginning and rendering detection packages. */
export { loadDetection, loadDetections } from './load.ts'
export { alertingRules, casesOf, type Detection, type Places } from './detection.ts'
export { AdsError, formatFinding, type Finding } from './finding.ts'
export type { Case, Label, SampleRecord } from './sample.ts'
export { REQUIRED_SECTIONS, SECTIONS, type Section, type SectionName } from './section.ts'
export { claimsOf, type Claim } from './claim.ts'
export { parseEmulation, RUN, type Emulation } from './emulation.ts'
export { formatGolden, goldenOf, type GoldenAlert, type GoldenCase } from './golden.ts'
