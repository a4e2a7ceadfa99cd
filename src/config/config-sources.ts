import { join } from 'node:path'
import { displaySafe, displayUrl } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { type IniSection, parseIni, readConfigFile, type Values } from './config-file.js'
import { type ConnectionOptions, type Environment, envValue, type ResolvedValue } from './settings.js'

interface Section {
  /** The file by the name that users know. */
  readonly file: string
  readonly values: Values
  /** Such as `profile cw in ~/.aws/config`. */
  readonly source: string
}

/** Sections of one profile in all files, in the order of precedence. */
export interface Profile {
  readonly name: string
  readonly sections: readonly Section[]
}

/** Returns the value of the first section that has one. */
export function settingOf(sections: readonly Section[], key: string): ResolvedValue<string> | undefined {
  for (const { values, source } of sections) {
    const value = values[key]
    if (value) return { value, source }
  }
  return undefined
}

interface ConfigFile {
  readonly shown: string
  readonly sections: ReadonlyMap<string, IniSection>
}

/** Reads the files named by variables, then those of ~/.coreweave, then those of ~/.aws that no variable replaces. */
async function readFiles(environment: Environment): Promise<ConfigFile[]> {
  const credentials = environment['AWS_SHARED_CREDENTIALS_FILE']
  const config = environment['AWS_CONFIG_FILE']
  const read = async (name: string | undefined, isDefault: boolean) => {
    if (!name) return []
    const shown = displaySafe(name)
    const text = await readConfigFile(expandHome(name, environment), shown, 'access-denied', { isDefault })
    return text === undefined ? [] : [{ shown, sections: parseIni(text) }]
  }
  const files = await Promise.all([
    read(credentials, false),
    read(config, false),
    read('~/.coreweave/cw.credentials', true),
    read('~/.coreweave/cw.config', true),
    read(credentials ? undefined : '~/.aws/credentials', true),
    read(config ? undefined : '~/.aws/config', true),
  ])
  return files.flat()
}

/** Without a home it is the root directory, because another user may have written files of the working directory. */
function expandHome(path: string, environment: Environment): string {
  return path.startsWith('~/') ? join(environment['HOME'] || '/', path.slice(2)) : path
}

/** @throws CliError, access-denied, if a file repeats the profile or one of its keys. */
export function findProfile(files: readonly ConfigFile[], name: string): Profile | undefined {
  const sections = findSections(files, 'profile', name)
  return sections.length > 0 ? { name, sections } : undefined
}

/** Returns the sections of a profile, or those of `[services NAME]`, in which a profile can set endpoints. */
export function findSections(files: readonly ConfigFile[], type: 'profile' | 'services', name: string): Section[] {
  // CoreWeave's own script writes [cw] into a config file, in which the SDK reads only [profile cw].
  const headers = type === 'profile' ? [`profile.${name}`, name] : [`services.${name}`]
  return files.flatMap(({ sections, shown }) =>
    headers.flatMap((header) => {
      const section = sections.get(header)
      if (!section) return []
      const source = `${displaySafe(`${type} ${name}`)} in ${shown}`
      assertNotRepeated(section, source)
      return [{ file: shown, values: section.values, source }]
    }),
  )
}

/** @throws CliError, access-denied. One of two keys would sign requests, and the other may be the one that counts. */
function assertNotRepeated({ repeated }: IniSection, source: string): void {
  if (repeated) throw new CliError('access-denied', `Ambiguous ${source}. ${repeated}.`, 'Remove one of the two.')
}

/**
 * Reads an s3cmd configuration file as a profile.
 *
 * @throws CliError: usage if it cannot be read, access-denied if it has no keys.
 */
async function readS3cfg(option: string | true, environment: Environment): Promise<Profile> {
  const file = option === true || option === '' ? '~/.s3cfg' : option
  const shown = displaySafe(file)
  const bucketHint = option === file ? `If "${shown}" is a bucket, write --s3cfg= or -b ${shown}.` : undefined
  const text = await readConfigFile(expandHome(file, environment), shown, 'usage', { directoryHint: bucketHint })
  if (text === undefined) {
    const hint = bucketHint ?? 'Run: s3cmd --configure'
    throw new CliError('usage', `Cannot read "${shown}". The file does not exist.`, hint)
  }
  const section = parseIni(text).get('default')
  if (!section) throw new CliError('usage', `Cannot read ${shown}. It is not an s3cmd configuration file.`)
  assertNotRepeated(section, shown)
  const { values } = section
  const missing = ['access_key', 'secret_key'].find((key) => !values[key])
  if (missing) throw new CliError('access-denied', `${shown} has no ${missing}.`, 'Set it with: s3cmd --configure')
  const { host_base: host = 'cwobject.com', bucket_location } = values
  // An empty host_bucket, which the reader drops, is s3cmd's way to select path addressing.
  const hostBucket = values['host_bucket'] ?? (/^\s*host_bucket\s*=\s*$/m.test(text) ? 'none' : undefined)
  if (host.includes('://')) {
    const problem = `Invalid host_base "${displayUrl(host)}" in ${shown}.`
    throw new CliError('usage', problem, 'Use a host name without http://.')
  }
  const scheme = /^(false|no|off|0)$/i.test(values['use_https'] ?? '') ? 'http' : 'https'
  const settings = {
    aws_access_key_id: values['access_key'],
    aws_secret_access_key: values['secret_key'],
    aws_session_token: values['access_token'],
    endpoint_url: `${scheme}://${host}`,
    's3.addressing_style': hostBucket && (hostBucket.includes('%(bucket)s') ? 'virtual' : 'path'),
    // s3cmd's default, which means no particular region.
    region: bucket_location === 'US' ? undefined : bucket_location,
  }
  return { name: file, sections: [{ file: shown, values: settings, source: shown }] }
}

/** All sources of settings, before precedence is applied. */
export interface ConfigSources {
  readonly options: ConnectionOptions
  readonly environment: Environment
  readonly files: readonly ConfigFile[]
  /** Profile named by `--profile`, or the file of `--s3cfg`. */
  readonly flagProfile: Profile | undefined
  readonly envProfile: Profile | undefined
  /** Sections of the profile whose settings apply, also if it has no keys. */
  readonly active: readonly Section[]
}

/** @throws CliError if a profile or a file that was named does not exist. */
export async function readConfigSources(options: ConnectionOptions, environment: Environment): Promise<ConfigSources> {
  const { profile, s3cfg } = options
  if (profile !== undefined && s3cfg !== undefined)
    throw new CliError('usage', 'Use either --profile or --s3cfg, not both.')
  const files = await readFiles(environment)
  const named = (name: string | undefined, source: string) =>
    name === undefined ? undefined : (findProfile(files, name) ?? failNotFound(name, source, files))
  const envProfile = named(envValue(environment, 'AWS_PROFILE')?.value, 'AWS_PROFILE')
  const flagProfile = s3cfg === undefined ? named(profile, '--profile') : await readS3cfg(s3cfg, environment)
  const profileInUse = flagProfile ?? envProfile ?? findProfile(files, 'cw') ?? findProfile(files, 'default')
  return { options, environment, files, flagProfile, envProfile, active: profileInUse?.sections ?? [] }
}

function failNotFound(name: string, source: string, files: readonly ConfigFile[]): never {
  const headers = files.flatMap(({ sections }) => [...sections.keys()])
  const profiles = headers.filter((header) => !/^(services|sso-session)\./.test(header))
  const names = new Set(profiles.map((header) => displaySafe(header.replace(/^profile\./, ''))))
  const shown = displaySafe(name)
  const hint =
    names.size > 0
      ? `Configured profiles: ${[...names].join(', ')}. Files: ${files.map((file) => file.shown).join(', ')}.`
      : `No profiles are configured. Run: aws configure${/^[\w.@-]+$/.test(name) ? ` --profile ${name}` : ''}`
  throw new CliError('access-denied', `Profile "${shown}" (from ${source}) not found.`, hint)
}
