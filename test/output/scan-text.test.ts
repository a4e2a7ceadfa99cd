import { describe, expect, it } from 'vitest'
import type { Presence } from '../../src/core/bucket.js'
import { describeBlocking } from '../../src/output/scan-text.js'

const denied: Presence = { code: 'AccessDenied' }

describe('describeBlocking', () => {
  it.each<[Presence, Presence, string]>([
    [true, denied, 'Objects still block DeleteBucket.'],
    [false, true, 'Old versions or delete markers still block DeleteBucket.'],
    [denied, true, 'Objects or versions still block DeleteBucket.'],
    [false, false, 'No objects or versions found.'],
    [denied, false, 'Could not check for objects (AccessDenied).'],
    [false, { code: 'NotImplemented' }, 'No objects found. Could not check for old versions (NotImplemented).'],
  ])('describes objects %j and versions %j', (objects, versions, text) =>
    expect(describeBlocking({ objects, versions })).toBe(text),
  )
})
