declare module 's3rver' {
  import type { AddressInfo } from 'node:net'

  export interface Options {
    readonly address: string
    readonly port: number
    readonly silent: boolean
    readonly directory: string
  }

  export default class S3rver {
    constructor(options: Options)
    run(): Promise<AddressInfo>
    close(): Promise<void>
  }
}
