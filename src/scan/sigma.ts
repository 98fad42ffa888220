/** The public door `tallyman/sigma`: the Sigma engine, and with it whole blocks of NDJSON evaluated without parsing what cannot match. */
export * from '../sigma/index.ts'
export { createScanner, type Counts, type Matched, type Scanner, type ScannerOptions } from './index.ts'
