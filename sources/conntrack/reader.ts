/** What `conntrack` prints, line by line: its own notation, and XML. */
import type { LineReader } from 'tallyman/source'
import { readTextLine } from './text.ts'
import { readXmlLine } from './xml.ts'

// An entry with everything that the kernel can add to it has some hundreds of characters.
const MAX_LENGTH = 8192
/** What stands around the entries, and what it says at the end. */
const AROUND = /^(?:<\?xml version="1.0" encoding="utf-8"\?>|<\/?conntrack>|conntrack v[\w.]+ \(conntrack-tools\):.*)$/

export function createConntrackReader(): LineReader {
  return {
    line(text, number) {
      if (text.length > MAX_LENGTH) return undefined
      if (AROUND.test(text)) return []
      const value = readXmlLine(text) ?? readTextLine(text)
      if (value === 'broken') return [{ line: number, fault: 'is an entry of conntrack that breaks off' }]
      return value && [{ line: number, value }]
    },
    end: () => [],
  }
}
