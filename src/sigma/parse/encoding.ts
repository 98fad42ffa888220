/** The modifiers that encode a value: base64, base64offset, and UTF-16 in its forms. */

export type Utf16 = 'utf16le' | 'wide' | 'utf16be' | 'utf16'

export function encodeUtf16(text: string, form: Utf16): Buffer {
  const little = Buffer.from(text, 'utf16le')
  if (form === 'utf16be') return little.swap16()
  return form === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little
}

const SKIPPED_AT_START = [0, 2, 3] as const
const SKIPPED_AT_END = [0, 3, 2] as const

/**
 * The three texts, one for each alignment, one of which is in any base64 text that encodes something with these bytes in it. The
 * characters that also depend on the neighbours of the bytes are left out. Throws a reason where nothing would be left.
 */
export function encodeAtOffsets(bytes: Buffer): string[] {
  return SKIPPED_AT_START.map((start, shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const text = encoded.slice(start, encoded.length - (SKIPPED_AT_END[(bytes.length + shift) % 3] ?? 0))
    if (text === '') throw new Error('the value is too short to be found in base64 at every offset')
    return text
  })
}
