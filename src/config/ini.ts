export type Values = Readonly<Record<string, string | undefined>>

/** Section of a configuration file. */
export interface IniSection {
  readonly values: Values
  /** First line that repeats the section or one of its keys, and what it repeats. */
  readonly repeated: { readonly line: number; readonly name: string } | undefined
}

/** Name of a section with a type: `[profile x]` is `profile.x`. */
const TYPED_NAME = /^(profile|services|sso-session)\s+(["']?)(.+)\2$/

/**
 * Reads sections of a configuration file in the way of the AWS SDK: `key = value`, a key without a value before an
 * indented block (`s3.addressing_style`), and comments after `#` or `;`. The SDK's own reader lets the last of two
 * equal sections or keys win, so that requests are signed with another key than the first.
 */
export function parseIni(text: string): ReadonlyMap<string, IniSection> {
  const sections = new Map<string, { values: Map<string, string>; repeated: IniSection['repeated'] }>()
  let section: { values: Map<string, string>; repeated: IniSection['repeated'] } | undefined
  let block = ''
  text.split(/\r?\n/).forEach((line, index) => {
    const [content = ''] = line.split(/(?:^|\s)[;#]/)
    const [, header] = /^\s*\[(.*)\]\s*$/.exec(content) ?? []
    if (header !== undefined) {
      const name = header.trim().replace(TYPED_NAME, '$1.$3')
      const known = sections.get(name)
      if (known) known.repeated ??= { line: index + 1, name: `[${header.trim()}]` }
      section = known ?? { values: new Map<string, string>(), repeated: undefined }
      sections.set(name, section)
      block = ''
      return
    }
    const [, indent = '', key = '', value = ''] = /^(\s*)([^=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(content) ?? []
    if (!section || key === '') return
    if (indent === '') block = value === '' ? `${key.toLowerCase()}.` : ''
    if (value === '') return
    const name = block + key.toLowerCase()
    if (section.values.has(name)) section.repeated ??= { line: index + 1, name }
    else section.values.set(name, value)
  })
  return new Map(
    Array.from(sections, ([name, { values, repeated }]) => [
      name,
      { values: Object.fromEntries(values), repeated },
    ]),
  )
}
