import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { type Profile, Profiles } from './profiles.js'
import { readS3cfg } from './s3cfg.js'
import { type ConnectionOptions, type Environment, envValue } from './settings.js'

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
  throw new CliError('access-denied', `Profile "${shown}" (from ${source}) not found.`, { hint: others })
}
