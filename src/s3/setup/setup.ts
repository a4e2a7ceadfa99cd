import { displaySafe } from '../../core/safe-text.js'
import { Problem } from '../../errors.js'
import { type Environment, variable } from './environment.js'
import type { ConnectionOptions } from './options.js'
import { type Profile, type Profiles, readProfiles } from './profiles.js'
import { readS3cfg, type S3cfg, USUAL_S3CFG } from './s3cfg.js'

/** All that could have a say, read and not yet weighed. */
export interface Setup {
  readonly options: ConnectionOptions
  readonly environment: Environment
  readonly profiles: Profiles
  readonly named: Profile | undefined
  readonly ambient: Profile | undefined
  readonly s3cfg: S3cfg | undefined
}

/** @throws Problem, where something that was named is not there. */
export async function readSetup(options: ConnectionOptions, environment: Environment): Promise<Setup> {
  if (options.profile !== undefined && options.s3cfg !== undefined) {
    throw new Problem('usage', 'Give --profile or --s3cfg, not both.')
  }
  const profiles = await readProfiles(environment)
  const ambient = variable(environment, 'AWS_PROFILE')?.value
  return {
    options,
    environment,
    profiles,
    named: options.profile === undefined ? undefined : existing(options.profile, '--profile', profiles),
    ambient: ambient === undefined ? undefined : existing(ambient, 'AWS_PROFILE', profiles),
    s3cfg:
      options.s3cfg === undefined
        ? undefined
        : await readS3cfg(options.s3cfg === true ? USUAL_S3CFG : options.s3cfg, environment),
  }
}

function existing(name: string, from: string, profiles: Profiles): Profile {
  const profile = profiles.find(name)
  if (profile) return profile
  const others =
    profiles.names.length > 0 ? `there are ${profiles.names.join(', ')}` : 'there are none at all'
  throw new Problem('denied', `There is no profile ${displaySafe(name)}, which ${from} names: ${others}.`)
}

/** The profile whose settings count, whoever has the keys. */
export function settingsOf({ named, ambient, profiles }: Setup): Profile | undefined {
  return named ?? ambient ?? profiles.find('cw') ?? profiles.find('default')
}
