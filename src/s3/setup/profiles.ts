import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import type { Environment } from './environment.js'
import type { Sourced } from './sourced.js'

type Values = Readonly<Record<string, string | undefined>>

/** A file of profiles, for people by the name they know it by. */
interface ProfileFile {
  readonly path: string
  readonly shown: string
  readonly sections: Readonly<Record<string, Values>>
}

/** What the files say under one name, in the order in which they are believed. */
export class Profile {
  readonly name: string
  readonly sections: readonly {
    readonly file: ProfileFile
    readonly section: string
    readonly values: Values
  }[]

  constructor(name: string, files: readonly ProfileFile[]) {
    this.name = name
    this.sections = files.flatMap((file) =>
      // CoreWeave's own script writes [cw] into a config file where the SDK reads only [profile cw].
      [`profile.${name}`, name].flatMap((section) => {
        const values = file.sections[section]
        return values ? [{ file, section, values }] : []
      }),
    )
  }

  value(key: string): Sourced<string> | undefined {
    for (const { file, values } of this.sections) {
      const value = values[key]?.trim()
      if (value) return { value, from: `profile ${this.name} in ${file.shown}` }
    }
    return undefined
  }
}

/** The profiles of this person: those of `AWS_…_FILE`, then CoreWeave's own files, then those of ~/.aws. */
export class Profiles {
  /** The files that were looked into, for people. */
  readonly looked: readonly string[]
  readonly #files: readonly ProfileFile[]

  constructor(files: readonly ProfileFile[]) {
    this.looked = files.map(({ shown }) => shown)
    this.#files = files
  }

  /** The profile of that name; undefined where no file has it. */
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

  /** What `[services name]` says, where a profile can say which endpoint is whose. */
  service(name: string, key: string): Sourced<string> | undefined {
    for (const { sections, shown } of this.#files) {
      const value = sections[`services.${name}`]?.[key]?.trim()
      if (value) return { value, from: `services ${name} in ${shown}` }
    }
    return undefined
  }
}

export async function readProfiles(environment: Environment): Promise<Profiles> {
  const home = environment['HOME'] ?? ''
  const own = (name: string) => ({ path: join(home, '.coreweave', name), shown: `~/.coreweave/${name}` })
  const shared = (name: string, variable: string) => {
    const named = environment[variable]
    if (!named) return { path: join(home, '.aws', name), shown: `~/.aws/${name}` }
    return { path: named.replace(/^~(?=\/)/, () => home), shown: named }
  }
  const sharedCredentials = shared('credentials', 'AWS_SHARED_CREDENTIALS_FILE')
  const sharedConfig = shared('config', 'AWS_CONFIG_FILE')
  const isNamed = ({ shown }: { shown: string }) => !shown.startsWith('~/.aws/')
  const files = [sharedCredentials, sharedConfig].filter(isNamed)
  files.push(own('cw.credentials'), own('cw.config'))
  files.push(...[sharedCredentials, sharedConfig].filter((file) => !files.includes(file)))
  return new Profiles(
    await Promise.all(files.map(async (file) => ({ ...file, sections: await readSections(file.path) }))),
  )
}

/** By the SDK's parser, asked as for a credentials file, because of a config file it drops [cw]. */
async function readSections(path: string): Promise<Record<string, Values>> {
  const { credentialsFile } = await loadSharedConfigFiles({
    filepath: path,
    configFilepath: path,
    ignoreCache: true,
  })
  return credentialsFile
}
