import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import type { Environment, ResolvedValue } from './resolved-value.js'

export type Values = Readonly<Record<string, string | undefined>>

/** One section of a configuration file. */
interface Section {
  readonly name: string
  readonly path: string
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
  readonly path: string
  readonly shown: string
  readonly sections: Readonly<Record<string, Values>>
}

/** Profiles of the files named by variables, then of ~/.coreweave, then of ~/.aws. */
export class Profiles {
  readonly #files: readonly ConfigFile[]

  private constructor(files: readonly ConfigFile[]) {
    this.#files = files
  }

  static async read(environment: Environment): Promise<Profiles> {
    const files = configFiles(environment).map(async ([path, shown]) => ({
      path,
      shown,
      sections: await readSections(path),
    }))
    return new Profiles(await Promise.all(files))
  }

  /** Returns a profile, or undefined if no file has it. */
  find(name: string): Profile | undefined {
    // CoreWeave's own script writes [cw] into a config file, in which the SDK reads only [profile cw].
    const sections = this.#sections([`profile.${name}`, name], `profile ${name}`)
    return sections.length > 0 ? new Profile(name, sections) : undefined
  }

  get names(): string[] {
    const names = this.#files.flatMap(({ sections }) => Object.keys(sections))
    const profiles = names.filter((name) => !/^(services|sso-session)\./.test(name))
    return [...new Set(profiles.map((name) => name.replace(/^profile\./, '')))]
  }

  /** Returns a `[services NAME]` section, in which a profile can set endpoints. */
  services(name: string): Profile {
    return new Profile(name, this.#sections([`services.${name}`], `services ${name}`))
  }

  #sections(names: readonly string[], label: string): Section[] {
    return this.#files.flatMap(({ sections, path, shown }) =>
      names.flatMap((name) => {
        const values = sections[name]
        return values ? [{ name, path, file: shown, values, source: `${label} in ${shown}` }] : []
      }),
    )
  }
}

/**
 * Reads the sections of a file, or none if it cannot be read. It is read as a credentials file, because the SDK's
 * parser drops `[cw]` from a config file.
 */
export async function readSections(path: string): Promise<Readonly<Record<string, Values>>> {
  const files = { filepath: path, configFilepath: path, ignoreCache: true }
  return (await loadSharedConfigFiles(files)).credentialsFile
}

/** Returns the paths of all files, and the names by which users know them. */
function configFiles(environment: Environment): (readonly [path: string, shown: string])[] {
  const home = environment['HOME'] ?? ''
  const inHome = (name: string) => [join(home, name), `~/${name}`] as const
  const named = (variable: string) => {
    const shown = environment[variable]
    return shown ? ([shown.replace(/^~(?=\/)/, () => home), shown] as const) : undefined
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
