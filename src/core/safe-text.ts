/**
 * Characters that must not reach a terminal. Controls can rewrite the screen (kubectl's CVE-2021-25743, git's
 * CVE-2024-52005). Bidirectional marks, invisible characters, separators, lone surrogates and noncharacters such as
 * U+FFFE can reorder or hide text.
 */
// Terminals draw the invisible U+3164 in two columns. Emoji such as ❤️ need U+FE0E and U+FE0F.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}\p{DI}](?<!\p{Extended_Pictographic}[\ufe0e\ufe0f])/gu

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Limit of text for a terminal, in characters. A key has at most 1,024 bytes, but a hostile server may send 1 MB. */
const MAX_DISPLAYED = 4096

/** Escapes text for a terminal. If that changes it, it has the form `$'…'` of shells. Cuts text that no key can have. */
export function displaySafe(text: string): string {
  const shown = text.length > MAX_DISPLAYED ? `${text.slice(0, MAX_DISPLAYED)}...` : text
  if (shown.search(UNSAFE) < 0) return shown
  return `$'${shown.replace(/[\\']/g, '\\$&').replace(UNSAFE, escapeOf)}'`
}

/** Returns the text of a URL for a message, without user name, password and query. It need not be valid. */
export function displayUrl(text: string): string {
  return displaySafe(text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1…@').replace(/\?.*/s, '?…'))
}

/** Escapes one cell of a line, so that `unescapeCell` can restore it: `\\`, `\t`, `\n`, `\x1b`, `\u202e`. */
export function escapeCell(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(UNSAFE, escapeOf)
}

const ESCAPE = /\\(?:([\\tnr])|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|)/g
const PLAIN: Readonly<Record<string, string>> = { '\\': '\\', t: '\t', n: '\n', r: '\r' }

/** @throws RangeError for an escape sequence that `escapeCell` does not write. */
export function unescapeCell(cell: string): string {
  if (!cell.includes('\\')) return cell
  return cell.replace(
    ESCAPE,
    (_, letter?: string, ...digits: string[]) =>
      PLAIN[letter ?? ''] ?? String.fromCodePoint(parseInt(digits.slice(0, 3).join(''), 16)),
  )
}

/** Returns JSON that is safe on a terminal. JSON.stringify does not escape DEL, C1 and bidirectional marks. */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!/[^ -~]/.test(json)) return json // The usual case, which is much faster to test.
  return json.replace(UNSAFE, (character) =>
    character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hexadecimal = code.toString(16)
  if (code < 0x80) return SHORT[character] ?? `\\x${hexadecimal.padStart(2, '0')}`
  return code > 0xffff ? `\\U${hexadecimal.padStart(8, '0')}` : `\\u${hexadecimal.padStart(4, '0')}`
}
