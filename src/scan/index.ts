/** The door of the scan: blocks of NDJSON evaluated without parsing what cannot match. */
export { createScanner } from './scanner.ts'
export type { Counts, Matched, Scanner, ScannerOptions } from './scanner.ts'
