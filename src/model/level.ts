/** How grave a finding is: Sigma's five levels, and the OCSF `severity_id` that each one is. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** Sigma's order: negative when `a` is the lesser. */
export const compareLevels = (a: Level, b: Level): number => LEVELS.indexOf(a) - LEVELS.indexOf(b)

export const isLevel = (word: unknown): word is Level => LEVELS.includes(word as Level)

/** OCSF `severity_id`: 1 Informational to 5 Critical. */
export const severityId = (level: Level): number => LEVELS.indexOf(level) + 1

/** The graver of two. */
export const graver = (a: Level, b: Level): Level => (compareLevels(a, b) >= 0 ? a : b)

/** So many steps graver, or less grave: never below `low`, for nothing that was worth telling becomes silent. */
export const moved = (level: Level, steps: number): Level =>
  steps === 0 ? level : LEVELS[Math.min(LEVELS.length - 1, Math.max(1, LEVELS.indexOf(level) + steps))]!
