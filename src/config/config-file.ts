import fs from 'node:fs'
import { devNull } from 'node:os'
import { promisify } from 'node:util'
import { CliError, type ErrorKind } from '../errors.js'

// Not node:fs/promises, which takes 3 ms to load.
const [readFile, stat] = [promisify(fs.readFile), promisify(fs.stat)]

export interface FileToRead {
  readonly path: string
  /** The file by the name that users know, safe for a terminal. */
  readonly shown: string
  /** The user named it. Otherwise it is one of the default files, which are optional. */
  readonly isNamed: boolean
  /** Kind of the error if it cannot be read. */
  readonly kind: ErrorKind
}

/**
 * Returns the text of a configuration file, or undefined if there is none. Only regular files are read, because a FIFO
 * may never end. The null device is an empty file.
 *
 * @throws CliError if it exists and cannot be read.
 */
export async function readConfigFile({ path, shown, isNamed, kind }: FileToRead): Promise<string | undefined> {
  if (path === devNull) return ''
  const status = await stat(path).catch((error: unknown) => {
    const code = codeOf(error)
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR'
    // A pod may run as another user than the owner of its home directory.
    const isOutOfReach = code === 'EACCES' && !isNamed
    if (isAbsent || isOutOfReach) return undefined
    throw new CliError(kind, `Cannot read ${shown} (${code}).`, 'Check its path and permissions.')
  })
  if (!status) return undefined
  if (!status.isFile()) {
    const found = status.isDirectory() ? 'a directory' : 'not a regular file'
    throw new CliError(kind, `Cannot read ${shown}. It is ${found}.`)
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CliError(kind, `Cannot read ${shown} (${codeOf(error)}).`, 'Check its permissions.')
  })
  const text = decode(bytes)
  if (text.includes('\0')) throw new CliError(kind, `Cannot read ${shown}. It is not a text file in UTF-8.`)
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

/** Section of a configuration file. */
export interface IniSection {
  readonly values: Values
  /** First line that repeats the section or one of its keys, and what it repeats. */
  readonly repeated?: { readonly line: number; readonly name: string }
}

/** Name of a section with a type: `[profile x]` is `profile.x`. */
const TYPED_NAME = /^(profile|services|sso-session)\s+(["']?)(.+)\2$/

/**
 * Reads sections of a configuration file in the way of the AWS SDK: `key = value`, a key without a value before an
 * indented block (`s3.addressing_style`), and comments after `#` or `;`. The SDK's own reader lets the last of two
 * equal sections or keys win, so that requests are signed with another key than the first.
 */
export function parseIni(text: string): ReadonlyMap<string, IniSection> {
  interface OpenSection extends IniSection {
    readonly values: Record<string, string>
    repeated?: { line: number; name: string }
  }
  const sections = new Map<string, OpenSection>()
  let section: OpenSection | undefined
  let block = ''
  text.split(/\r?\n/).forEach((line, index) => {
    const [content = ''] = line.split(/(?:^|\s)[;#]/)
    const header = /^\s*\[(.*)\]\s*$/.exec(content)?.[1]?.trim()
    if (header !== undefined) {
      const name = header.replace(TYPED_NAME, '$1.$3')
      section = sections.get(name)
      if (section) section.repeated ??= { line: index + 1, name: `[${header}]` }
      else sections.set(name, (section = { values: {} }))
      block = ''
      return
    }
    const [, indent = '', key = '', value = ''] = /^(\s*)([^=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(content) ?? []
    if (!section || key === '') return
    if (indent === '') block = value === '' ? `${key.toLowerCase()}.` : ''
    if (value === '') return
    const name = block + key.toLowerCase()
    if (Object.hasOwn(section.values, name)) section.repeated ??= { line: index + 1, name }
    else section.values[name] = value
  })
  return sections
}
