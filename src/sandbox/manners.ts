/** What two stores do differently when they list uploads. */
export interface Manner {
  /** Uploads are listed, prefixes are matched and markers are compared by this. */
  rank(key: string, uploadId: string): string
  /** Where a listing goes on after a key marker without an upload id marker. */
  rankAfterKey(key: string): string
  /** The prefix is matched against the rank, not the key. */
  readonly matchesPrefixByRank?: boolean
  /** How keys are written under `encoding-type=url`; without it the parameter is ignored. */
  readonly encodeKey?: (key: string) => string
  readonly echoesEncodingType?: boolean
  readonly encodesMarkers?: boolean
  /** A truncated page of one upload has empty markers. */
  readonly forgetsMarkersOfOne?: boolean
}

const byKey = {
  rank: (key: string, uploadId: string) => `${key}\0${uploadId}`,
  rankAfterKey: (key: string) => `${key}\0\u{10ffff}`,
}

/** As they were seen: on Ceph RGW 16.2.15 and Swift 2.30.1, and of AWS and others as their users report it. */
export const manners = {
  aws: {
    ...byKey,
    encodeKey: (key) =>
      percentEncode(key).replaceAll('%20', '+').replaceAll('%2F', '/').replaceAll('*', '%2A'),
    echoesEncodingType: true,
    encodesMarkers: true,
  },
  rgw: {
    rank: (key, uploadId) => `${key}.${uploadId}`,
    rankAfterKey: (key) => `${key}.`,
    matchesPrefixByRank: true,
    encodeKey: (key) => encodeURIComponent(key).replaceAll('%2F', '/'),
  },
  swift: {
    rank: (key, uploadId) => `${key}/${uploadId}`,
    rankAfterKey: (key) => `${key}0`,
    encodeKey: (key) => percentEncode(key).replaceAll('%2F', '/'),
    echoesEncodingType: true,
    forgetsMarkersOfOne: true,
  },
  plain: byKey,
} satisfies Record<string, Manner>

export type MannerName = keyof typeof manners

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
