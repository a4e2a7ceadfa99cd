const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
const DECIMAL_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** Bytes of a unit, by its name in lower case. */
const FACTORS = new Map([
  ...UNITS.map((unit, power) => [unit.toLowerCase(), 1024 ** power] as const),
  ...DECIMAL_UNITS.map((unit, power) => [unit.toLowerCase(), 1000 ** power] as const),
])

/** Parses a size such as `500MiB`, `1.5GiB`, `10GB` or `0B`, in bytes. @throws SyntaxError with a message for users. */
export function parseSize(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? []
  if (/^\d+$/.test(text)) throw new SyntaxError(`It has no unit. Use ${text}B, ${text}MiB or ${text}GiB.`)
  const bytes = Number(amount) * (FACTORS.get(unit.toLowerCase()) ?? NaN)
  if (!Number.isSafeInteger(Math.round(bytes)))
    throw new SyntaxError('Use a number and a unit, for example 500MiB or 1.5GiB.')
  return Math.round(bytes)
}

/** Returns a size such as `512 KiB` or `8.1 TiB`, with three digits at most. */
export function formatSize(bytes: number): string {
  let power = 0
  let amount = bytes
  for (; amount >= 999.5 && power < UNITS.length - 1; power++) amount /= 1024
  const digits = power === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2
  return `${amount.toFixed(digits)} ${UNITS[power] ?? 'B'}`
}
