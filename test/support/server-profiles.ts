import { encodeKey } from '../../src/sandbox/handle-request.js'
import type { ServerProfile } from './list-uploads.js'

const byKey = {
  rank: (key: string, uploadId: string) => `${key}\0${uploadId}`,
  rankAfterKey: (key: string) => `${key}\0\u{10ffff}`,
}

/** Profiles of Ceph RGW 16.2.15 and Swift 2.30.1 as measured, of AWS and others as their users report them. */
export const serverProfiles = {
  aws: {
    ...byKey,
    encodeKey: (key) => percentEncode(key).replaceAll('%20', '+').replaceAll('%2F', '/').replaceAll('*', '%2A'),
    echoesEncodingType: true,
    encodesMarkers: true,
  },
  rgw: {
    rank: (key, uploadId) => `${key}.${uploadId}`,
    rankAfterKey: (key) => `${key}.`,
    matchesPrefixByRank: true,
    encodeKey,
  },
  swift: {
    rank: (key, uploadId) => `${key}/${uploadId}`,
    rankAfterKey: (key) => `${key}0`,
    encodeKey: (key) => percentEncode(key).replaceAll('%2F', '/'),
    echoesEncodingType: true,
    forgetsMarkersOfOne: true,
  },
  plain: byKey,
} satisfies Record<string, ServerProfile>

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
