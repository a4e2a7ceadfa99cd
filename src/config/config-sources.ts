import { join } from 'node:path'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { type IniSection, parseIni, readConfigFile, type Values } from './config-file.js'
import { type ConnectionOptions, type Environment, envValue, type ResolvedValue } from './settings.js'

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
function assertNotRepeated({ repeated }: IniSection, source: string): void {
  if (!repeated) return
  const { line, name } = repeated
  const problem = `Ambiguous ${source}. Line ${line} repeats ${displaySafe(name)}.`
  throw new CliError('access-denied', problem, 'Remove one of the two.')
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

/**
 * Reads an s3cmd configuration file as a profile.
 *
 * @throws CliError: usage if it cannot be read, access-denied if it has no keys.
 */
async function readS3cfg(option: string | true, environment: Environment): Promise<Profile> {
  const file = option === true || option === '' ? '~/.s3cfg' : option
  const path = file.startsWith('~/') ? join(environment['HOME'] ?? '', file.slice(2)) : file
  const shown = displaySafe(file)
  const text = await readConfigFile({ path, shown, isNamed: true, kind: 'usage' })
  if (text === undefined) {
    const hint =
      option === file ? `If "${shown}" is a bucket, write --s3cfg= or -b ${shown}.` : 'Run: s3cmd --configure'
    throw new CliError('usage', `Cannot read "${shown}". The file does not exist.`, hint)
  }
  const section = parseIni(text).get('default')
  if (!section) throw new CliError('usage', `Cannot read ${shown}. It is not an s3cmd configuration file.`)
  assertNotRepeated(section, shown)
  const { values } = section
  const { access_key: accessKey, secret_key: secretKey } = values
  if (!accessKey || !secretKey) {
    const missing = accessKey ? 'secret_key' : 'access_key'
    throw new CliError('access-denied', `${shown} has no ${missing}.`, 'Set it with: s3cmd --configure')
  }
  const { host_base: host = 'cwobject.com', host_bucket: hostBucket = '%(bucket)s', bucket_location } = values
  const scheme = /^(false|no|off|0)$/i.test(values['use_https'] ?? '') ? 'http' : 'https'
  const settings = {
    aws_access_key_id: accessKey,
    aws_secret_access_key: secretKey,
    aws_session_token: values['access_token'],
    endpoint_url: `${scheme}://${host}`,
    's3.addressing_style': hostBucket.includes('%(bucket)s') ? 'virtual' : 'path',
    // s3cmd's default, which means no particular region.
    region: bucket_location === 'US' ? undefined : bucket_location,
  }
  return new Profile(file, [{ file: shown, values: settings, source: shown }])
}

/** All sources of settings, before precedence is applied. */
export interface ConfigSources {
  readonly options: ConnectionOptions
  readonly environment: Environment
  readonly profiles: Profiles
  /** Profile named by `--profile`, or the file of `--s3cfg`. */
  readonly flagProfile: Profile | undefined
  /** Profile named by AWS_PROFILE. */
  readonly envProfile: Profile | undefined
  /** Profile whose settings apply, also if it has no keys. */
  readonly activeProfile: Profile | undefined
}

/** @throws CliError if a profile or a file that was named does not exist. */
export async function readConfigSources(options: ConnectionOptions, environment: Environment): Promise<ConfigSources> {
  const { profile, s3cfg } = options
  if (profile !== undefined && s3cfg !== undefined)
    throw new CliError('usage', 'Use either --profile or --s3cfg, not both.')
  const profiles = await Profiles.read(environment)
  const named = (name: string | undefined, source: string) =>
    name === undefined ? undefined : existingProfile(name, source, profiles)
  const envProfile = named(envValue(environment, 'AWS_PROFILE')?.value, 'AWS_PROFILE')
  const flagProfile = s3cfg === undefined ? named(profile, '--profile') : await readS3cfg(s3cfg, environment)
  const activeProfile = flagProfile ?? envProfile ?? profiles.find('cw') ?? profiles.find('default')
  return { options, environment, profiles, flagProfile, envProfile, activeProfile }
}

function existingProfile(name: string, source: string, profiles: Profiles): Profile {
  const profile = profiles.find(name)
  if (profile) return profile
  const shown = displaySafe(name)
  const { names, files } = profiles
  const others =
    names.length > 0
      ? `Configured profiles: ${names.map(displaySafe).join(', ')}. Files: ${files.join(', ')}.`
      : `No profiles are configured. Run: aws configure --profile ${shown}`
  throw new CliError('access-denied', `Profile "${shown}" (from ${source}) not found.`, others)
}
