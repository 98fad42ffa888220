/** What somebody may have meant who wrote a name that does not exist. */

/** The known name nearest to this one: the same but for case, the same at the end of its path, or a slip of two letters. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const candidate of known) {
    const lower = candidate.toLowerCase()
    const distance = lower === wanted ? 0 : lower.endsWith(`.${wanted}`) ? 1 : 1 + editDistance(wanted, lower)
    if (distance <= 3 && (best === undefined || distance < best.distance)) best = { name: candidate, distance }
  }
  return best?.name
}

/** How many letters must be added, left out or changed (Levenshtein); 3 stands for more than 2. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const changed = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return Math.min(3, previous[b.length] ?? 3)
}
