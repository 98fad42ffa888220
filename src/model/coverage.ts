/** What was watching at a moment: the sensors that were heard, and those that should have been. */

export interface SensorCoverage {
  readonly source: string
  readonly file: string
  /** The node that it watches; missing where it watches the whole estate, or does not say. */
  readonly node?: string
  /** `silent`: it says nothing while others do. `gap`: it says itself that it was not listening. */
  readonly state: 'live' | 'silent' | 'gap'
  /** Epoch milliseconds: when it was last heard before the moment. */
  readonly heard: number
}

export interface Coverage {
  /** Epoch milliseconds. */
  readonly at: number
  /** How many of the known sensors were live. */
  readonly live: number
  readonly known: number
  /** Those that were not live first; the first twenty. */
  readonly sensors: readonly SensorCoverage[]
  /** Detections that saw nothing there, because no way to know what they are about was left; missing where there is none. */
  readonly blind?: readonly string[]
}
