/** Tables for people, as plain text. */

/** Rows of cells, the first of them the heading; columns are as wide as they need be, numbers to the right. */
export function printTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      /^[-+×]?[\d.,]+\D{0,4}$/.test(cell) || cell === ''
        ? cell.padStart(widths[column]!)
        : cell.padEnd(widths[column]!),
    )
    console.log(cells.join('  ').trimEnd())
  }
  console.log()
}

export const thousands = (number: number): string => `${(number / 1000).toFixed(number < 100_000 ? 1 : 0)}k`

export const times = (ratio: number | undefined): string => (ratio === undefined ? '' : `${ratio.toFixed(2)}x`)

export const percent = (share: number | undefined): string =>
  share === undefined ? '' : `${share >= 0 ? '+' : ''}${(share * 100).toFixed(0)} %`

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
