/**
 * What must not reach a terminal: controls of both kinds, which move the cursor and rewrite what is on the
 * screen (kubectl's CVE-2021-25743, git's CVE-2024-52005), and what reorders or hides text: bidirectional
 * marks, zero-width characters, line and paragraph separators, lone surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

const BEYOND_PRINTABLE_ASCII = /[^ -~]/

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** Text from a store or a user, made safe for a terminal. Where that changes it, in the form `$'…'` of shells. */
export function displaySafe(text: string): string {
  if (text.search(UNSAFE) < 0) return text
  return `$'${text.replace(/[\\']/g, '\\$&').replace(UNSAFE, escapeOf)}'`
}

/** Text for one cell of a line, such that the line can be taken apart again: `\\`, `\t`, `\n`, `\x1b`, `\u202e`. */
export function escapeCell(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(UNSAFE, escapeOf)
}

/** JSON that is safe on a terminal too: JSON.stringify leaves DEL, C1 and bidirectional marks as they are. */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!BEYOND_PRINTABLE_ASCII.test(json)) return json // Nearly always, and seen much sooner.
  return json.replace(UNSAFE, (character) =>
    character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hexadecimal = code.toString(16)
  if (code < 0x80) return SHORT.get(character) ?? `\\x${hexadecimal.padStart(2, '0')}`
  return code > 0xffff ? `\\U${hexadecimal.padStart(8, '0')}` : `\\u${hexadecimal.padStart(4, '0')}`
}
