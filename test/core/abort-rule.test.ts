import { describe, expect, it } from 'vitest'
import { type AbortRule, covers, describeRule, isSameRule } from '../../src/core/abort-rule.js'

const rule: AbortRule = { id: 'tidy', isEnabled: true, prefix: '', daysAfterInitiation: 7, conditions: [] }

describe('describeRule', () => {
  it.each<[Partial<AbortRule>, string]>([
    [{}, 'tidy: after 7 days, every key'],
    [{ daysAfterInitiation: 1, prefix: 'tmp/' }, 'tidy: after 1 day, keys that start with tmp/'],
    [{ id: '', isEnabled: false }, '(no name): after 7 days, every key, but disabled'],
    [{ conditions: ['tag a=b', 'tag c=d'] }, 'tidy: after 7 days, every key, only with tag a=b and tag c=d'],
  ])('describes a rule with %j as "%s"', (change, sentence) =>
    expect(describeRule({ ...rule, ...change })).toBe(sentence),
  )
})

describe('covers', () => {
  it.each<[boolean, Partial<AbortRule>]>([
    [true, {}],
    [true, { prefix: 'tmp/' }],
    [false, { prefix: 'keep/' }],
    [false, { isEnabled: false }],
    [false, { conditions: ['tag a=b'] }],
  ])('returns %s for the key tmp/k and a rule with %j', (isCovered, change) =>
    expect(covers({ ...rule, ...change }, 'tmp/k')).toBe(isCovered),
  )
})

describe('isSameRule', () => {
  it.each<[boolean, Partial<AbortRule>]>([
    [true, {}],
    [false, { id: 'other' }],
    [false, { isEnabled: false }],
    [false, { prefix: 'tmp/' }],
    [false, { daysAfterInitiation: 8 }],
    [false, { conditions: ['tag a=b'] }],
  ])('returns %s for rules that differ in %j', (isSame, change) =>
    expect(isSameRule(rule, { ...rule, ...change })).toBe(isSame),
  )
})
