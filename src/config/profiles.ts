import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import type { Environment, ResolvedValue } from './resolved-value.js'

export type ProfileValues = Readonly<Record<string, string | undefined>>

/** File with profiles, and the name by which users know it. */
interface ProfileFile {
  readonly path: string
  readonly shown: string
  readonly sections: Readonly<Record<string, ProfileValues>>
}

/** All sections of one profile, in the order of precedence. */
export class Profile {
  readonly name: string
  readonly sections: readonly {
    readonly file: ProfileFile
    readonly section: string
    readonly values: ProfileValues
  }[]

  constructor(name: string, files: readonly ProfileFile[]) {
    this.name = name
    this.sections = files.flatMap((file) =>
      // CoreWeave's own script writes [cw] into a config file, in which the SDK reads only [profile cw].
      [`profile.${name}`, name].flatMap((section) => {
        const values = file.sections[section]
        return values ? [{ file, section, values }] : []
      }),
    )
  }

  value(key: string): ResolvedValue<string> | undefined {
    for (const { file, values } of this.sections) {
      const value = values[key]?.trim()
      if (value) return { value, source: `profile ${this.name} in ${file.shown}` }
    }
    return undefined
  }
}

/** Profiles of the files named by variables, then of ~/.coreweave, then of ~/.aws. */
export class Profiles {
  readonly #files: readonly ProfileFile[]

  constructor(files: readonly ProfileFile[]) {
    this.#files = files
  }

  /** Returns a profile, or undefined if no file has it. */
  find(name: string): Profile | undefined {
    const profile = new Profile(name, this.#files)
    return profile.sections.length > 0 ? profile : undefined
  }

  get names(): string[] {
    const names = this.#files.flatMap(({ sections }) =>
      Object.keys(sections).map((name) => name.replace(/^profile\./, '')),
    )
    return [...new Set(names.filter((name) => !/^(services|sso-session)\./.test(name)))]
  }

  /** Returns a value of a `[services NAME]` section, in which a profile can set endpoints. */
  service(name: string, key: string): ResolvedValue<string> | undefined {
    for (const { sections, shown } of this.#files) {
      const value = sections[`services.${name}`]?.[key]?.trim()
      if (value) return { value, source: `services ${name} in ${shown}` }
    }
    return undefined
  }
}

export async function readProfiles(environment: Environment): Promise<Profiles> {
  const home = environment['HOME'] ?? ''
  const coreweave = (name: string) => ({
    path: join(home, '.coreweave', name),
    shown: `~/.coreweave/${name}`,
  })
  const shared = (name: string, variable: string) => {
    const named = environment[variable]
    if (!named) return { path: join(home, '.aws', name), shown: `~/.aws/${name}` }
    return { path: named.replace(/^~(?=\/)/, () => home), shown: named }
  }
  const sharedCredentials = shared('credentials', 'AWS_SHARED_CREDENTIALS_FILE')
  const sharedConfig = shared('config', 'AWS_CONFIG_FILE')
  const isNamed = ({ shown }: { shown: string }) => !shown.startsWith('~/.aws/')
  const files = [sharedCredentials, sharedConfig].filter(isNamed)
  files.push(coreweave('cw.credentials'), coreweave('cw.config'))
  files.push(...[sharedCredentials, sharedConfig].filter((file) => !files.includes(file)))
  return new Profiles(
    await Promise.all(files.map(async (file) => ({ ...file, sections: await readSections(file.path) }))),
  )
}

/** Reads a file as a credentials file, because the SDK's parser drops `[cw]` from a config file. */
async function readSections(path: string): Promise<Record<string, ProfileValues>> {
  const { credentialsFile } = await loadSharedConfigFiles({
    filepath: path,
    configFilepath: path,
    ignoreCache: true,
  })
  return credentialsFile
}
