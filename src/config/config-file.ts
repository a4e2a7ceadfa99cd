import fs from 'node:fs'
import { devNull } from 'node:os'
import { promisify } from 'node:util'
import { displaySafe } from '../core/safe-text.js'
import { CliError, type ErrorKind } from '../errors.js'

// Not node:fs/promises, which takes 3 ms to load.
const [readFile, stat] = [promisify(fs.readFile), promisify(fs.stat)]

/**
 * Returns the text of a configuration file, or undefined if there is none. Only regular files are read, because a FIFO
 * may never end. The null device is an empty file. `shown` is the file by the name that users know.
 *
 * @throws CliError of this kind if it exists and cannot be read, with this hint for a directory.
 */
export async function readConfigFile(
  path: string,
  shown: string,
  kind: ErrorKind,
  { isDefault = false, directoryHint }: { isDefault?: boolean; directoryHint?: string | undefined } = {},
): Promise<string | undefined> {
  if (path === devNull) return ''
  const cannotRead = (reason: string, hint?: string) => new CliError(kind, `Cannot read ${shown}${reason}.`, hint)
  const status = await stat(path).catch((error: unknown) => {
    const code = codeOf(error)
    // A pod may run as another user than the owner of its home directory.
    if (code === 'ENOENT' || code === 'ENOTDIR' || (code === 'EACCES' && isDefault)) return undefined
    throw cannotRead(` (${code})`, 'Check its path and permissions.')
  })
  if (!status) return undefined
  if (status.isDirectory()) throw cannotRead('. It is a directory', directoryHint)
  if (!status.isFile()) throw cannotRead('. It is not a regular file')
  const bytes = await readFile(path).catch((error: unknown) => {
    throw cannotRead(` (${codeOf(error)})`, 'Check its permissions.')
  })
  const text = decode(bytes)
  if (text.includes('\0')) throw cannotRead('. It is not a text file in UTF-8')
  return text
}

/** Decodes UTF-8, or UTF-16 with a byte order mark, which PowerShell writes. The mark is removed. */
function decode(bytes: Buffer): string {
  const mark = bytes.toString('hex', 0, 2)
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}

export type Values = Readonly<Record<string, string | undefined>>

export interface IniSection {
  readonly values: Record<string, string>
  /** First line that repeats the section or one of its keys, such as `Line 5 repeats region`. */
  repeated?: string
}

/** Name of a section with a type: `[profile x]` is `profile.x`. */
const TYPED_NAME = /^(profile|services|sso-session)\s+(["']?)(.+)\2$/

/**
 * Reads sections of a configuration file in the way of the AWS SDK: `key = value`, a key without a value before an
 * indented block (`s3.addressing_style`), and comments after `#` or `;`. The SDK's own reader lets the last of two
 * equal sections or keys win, so that requests are signed with another key than the first.
 */
export function parseIni(text: string): ReadonlyMap<string, IniSection> {
  const sections = new Map<string, IniSection>()
  let section: IniSection | undefined
  let block = ''
  text.split(/\r?\n/).forEach((line, index) => {
    const [content = ''] = line.split(/(?:^|\s)[;#]/)
    const repeats = (name: string) => `Line ${index + 1} repeats ${displaySafe(name)}`
    const header = /^\s*\[(.*)\]\s*$/.exec(content)?.[1]?.trim()
    if (header !== undefined) {
      const name = header.replace(TYPED_NAME, '$1.$3')
      section = sections.get(name)
      if (section) section.repeated ??= repeats(`[${header}]`)
      else sections.set(name, (section = { values: {} }))
      block = ''
      return
    }
    const [, indent = '', key = '', value = ''] = /^(\s*)([^=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(content) ?? []
    if (!section || key === '') return
    if (indent === '') block = value === '' ? `${key.toLowerCase()}.` : ''
    if (value === '') return
    const name = block + key.toLowerCase()
    if (Object.hasOwn(section.values, name)) section.repeated ??= repeats(name)
    else section.values[name] = value
  })
  return sections
}
