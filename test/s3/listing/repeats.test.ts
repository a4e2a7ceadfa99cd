import { expect, it } from 'vitest'
import { Repeats } from '../../../src/s3/listing/repeats.js'

const upload = (key: string, uploadId: string) => ({ key, uploadId })

it('knows an upload again on its page and on the next, by its key and its id', () => {
  const repeats = new Repeats()
  expect(repeats.isNew(upload('a', '1'))).toBe(true)
  expect(repeats.isNew(upload('a', '1'))).toBe(false)
  repeats.turnPage()
  expect(repeats.isNew(upload('a', '1'))).toBe(false)
  expect(repeats.isNew(upload('a', '2'))).toBe(true)
  repeats.turnPage()
  repeats.turnPage()
  expect(repeats.isNew(upload('a', '1'))).toBe(true)
})

it('tells uploads apart that have one id, which a store may give again for another key', () => {
  const repeats = new Repeats()
  const three = ['a', 'b', 'c'].map((key) => upload(key, 'same'))
  expect(three.map((each) => repeats.isNew(each))).toEqual([true, true, true])
  expect(three.map((each) => repeats.isNew(each))).toEqual([false, false, false])
  repeats.turnPage()
  expect(three.map((each) => repeats.isNew(each))).toEqual([false, false, false])
})
