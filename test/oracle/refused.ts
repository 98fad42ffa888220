/** A rule that the specification does not allow, or that cannot be honoured in full. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
