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
