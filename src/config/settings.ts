/** Access key of an S3 server. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Time at which they expire. A function that returned them is called again five minutes before. */
  readonly expiration?: Date
}

/** Connection settings. Those left out come from the environment and its configuration files. */
export interface ConnectionOptions {
  /** Endpoint URL, `primary` (https://cwobject.com, the default) or `lota` (http://cwlota.com, inside a cluster). */
  readonly endpoint?: string
  /** Region for the signature. CoreWeave accepts any. */
  readonly region?: string
  readonly addressing?: 'virtual' | 'path'
  /** Credentials, or a function that returns them and is called again before they expire. */
  readonly credentials?: Credentials | (() => Promise<Credentials>)
  /** Profile of the configuration files of CoreWeave or AWS. */
  readonly profile?: string
  /** Path of an s3cmd configuration file; true for ~/.s3cfg. */
  readonly s3cfg?: string | true
  /** Time limit per request, such as `'30s'` [default: 1m]. */
  readonly timeout?: string
  /** Allows plain http to other hosts than LOTA and localhost. */
  readonly allowHttp?: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Returns false if Node accepts every certificate. */
export function verifiesCertificates(environment: Environment): boolean {
  return environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0'
}

/** A setting and its source, such as `--endpoint` or the name of a variable. */
export interface ResolvedValue<T> {
  readonly value: T
  readonly source: string
}

/** Returns a variable, trimmed: values made from files often end in a newline, which would end up in a header. */
export function envValue(environment: Environment, name: string): ResolvedValue<string> | undefined {
  const value = environment[name]?.trim()
  return value ? { value, source: name } : undefined
}

export function flagValue<T>(name: string, value: T | undefined): ResolvedValue<T> | undefined {
  return value === undefined ? undefined : { value, source: name }
}
