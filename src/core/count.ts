/** @throws SyntaxError with a message for users. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SyntaxError('Use a whole number.')
  return Number(text)
}

/** @throws SyntaxError with a message for users. */
export function parseConcurrency(text: string): number {
  const count = parseCount(text)
  if (count === 0) throw new SyntaxError('Use 1 or more.')
  return count
}
