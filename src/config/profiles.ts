import { join } from 'node:path'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { type IniSection, parseIni, readConfigFile, type Values } from './config-file.js'
import type { Environment, ResolvedValue } from './settings.js'

/** One section of a configuration file. */
interface Section {
  /** The file by the name that users know. */
  readonly file: string
  readonly values: Values
  /** Such as `profile cw in ~/.aws/config`. */
  readonly source: string
}

/** All sections of one profile, in the order of precedence. */
export class Profile {
  readonly name: string
  readonly sections: readonly Section[]

  constructor(name: string, sections: readonly Section[]) {
    this.name = name
    this.sections = sections
  }

  value(key: string): ResolvedValue<string> | undefined {
    for (const { values, source } of this.sections) {
      const value = values[key]?.trim()
      if (value) return { value, source }
    }
    return undefined
  }
}

interface ConfigFile {
  readonly shown: string
  readonly sections: ReadonlyMap<string, IniSection>
}

/** Profiles of the files named by variables, then of ~/.coreweave, then of ~/.aws. */
export class Profiles {
  readonly #files: readonly ConfigFile[]

  private constructor(files: readonly ConfigFile[]) {
    this.#files = files
  }

  static async read(environment: Environment): Promise<Profiles> {
    const files = configFiles(environment).map(async ({ path, shown, isNamed }) => {
      const text = await readConfigFile({ path, shown, isNamed, kind: 'access-denied' })
      return text === undefined ? [] : [{ shown, sections: parseIni(text) }]
    })
    return new Profiles((await Promise.all(files)).flat())
  }

  /**
   * Returns a profile, or undefined if no file has it.
   *
   * @throws CliError, access-denied, if a file repeats it or one of its keys.
   */
  find(name: string): Profile | undefined {
    // CoreWeave's own script writes [cw] into a config file, in which the SDK reads only [profile cw].
    const sections = this.#sections([`profile.${name}`, name], `profile ${name}`)
    return sections.length > 0 ? new Profile(name, sections) : undefined
  }

  get names(): string[] {
    const names = this.#files.flatMap(({ sections }) => [...sections.keys()])
    const profiles = names.filter((name) => !/^(services|sso-session)\./.test(name))
    return [...new Set(profiles.map((name) => name.replace(/^profile\./, '')))]
  }

  /** Files that exist, by the names that users know. */
  get files(): string[] {
    return this.#files.map(({ shown }) => shown)
  }

  /** Returns a `[services NAME]` section, in which a profile can set endpoints. */
  services(name: string): Profile {
    return new Profile(name, this.#sections([`services.${name}`], `services ${name}`))
  }

  #sections(names: readonly string[], label: string): Section[] {
    return this.#files.flatMap(({ sections, shown }) =>
      names.flatMap((name) => {
        const section = sections.get(name)
        if (!section) return []
        const source = `${displaySafe(label)} in ${shown}`
        assertNotRepeated(section, source)
        return [{ file: shown, values: section.values, source }]
      }),
    )
  }
}

/** @throws CliError, access-denied. One of two keys would sign requests, and the other may be the one that counts. */
export function assertNotRepeated({ repeated }: IniSection, source: string): void {
  if (!repeated) return
  const { line, name } = repeated
  throw new CliError(
    'access-denied',
    `Ambiguous ${source}. Line ${line} repeats ${displaySafe(name)}. Remove one of the two.`,
  )
}

/** Returns all files, in the order of precedence. */
function configFiles(environment: Environment) {
  const home = environment['HOME'] ?? ''
  const inHome = (name: string) => ({ path: join(home, name), shown: `~/${name}`, isNamed: false })
  const named = (variable: string) => {
    const name = environment[variable]
    if (!name) return undefined
    return { path: name.replace(/^~(?=\/)/, () => home), shown: displaySafe(name), isNamed: true }
  }
  const credentials = named('AWS_SHARED_CREDENTIALS_FILE')
  const config = named('AWS_CONFIG_FILE')
  const files = [
    credentials,
    config,
    inHome('.coreweave/cw.credentials'),
    inHome('.coreweave/cw.config'),
    credentials ? undefined : inHome('.aws/credentials'),
    config ? undefined : inHome('.aws/config'),
  ]
  return files.filter((file) => file !== undefined)
}
