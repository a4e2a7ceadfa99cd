import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/output/message.js'

const screen = { isTerminal: true, hasColor: false, width: 40 }

describe('renderMessage', () => {
  it('keeps the command of a hint on one line', () => {
    const hint = 'List current uploads with: cwmpu list --bucket b'
    expect(renderMessage(`error: No uploads of key "k" found in "b". ${hint}\n`, screen, hint)).toBe(
      'error: No uploads of key "k" found in\n"b". List current uploads with:\n  cwmpu list --bucket b\n',
    )
  })

  it('puts a request ID before the command', () => {
    const hint = 'List them with: cwmpu lifecycle show'
    expect(renderMessage(`error: No rules were changed. ${hint} (request ID 7)\n`, screen, hint)).toBe(
      'error: No rules were changed. List them\nwith: (request ID 7)\n  cwmpu lifecycle show\n',
    )
  })

  it('puts another sentence of the hint before the command', () => {
    const hint = 'List them with: cwmpu lifecycle show --bucket b The endpoint contains the path /x.'
    expect(renderMessage(`error: No. ${hint}\n`, screen, hint)).toBe(
      'error: No. List them with: The endpoint\ncontains the path /x.\n  cwmpu lifecycle show --bucket b\n',
    )
  })

  it('does not take a command that the server quotes for a hint', () => {
    const quote = 'The server returned "Run: aws s3 rb s3://bkt --force".'
    expect(renderMessage(`error: Denied. ${quote} Use another key.\n`, screen, 'Use another key.')).toBe(
      'error: Denied. The server returned "Run:\naws s3 rb s3://bkt --force". Use another\nkey.\n',
    )
  })

  it.each([
    ['a message that fits', { ...screen, width: 80 }],
    ['a message in a pipe', { ...screen, isTerminal: false }],
  ])('does not wrap %s', (_, each) => {
    const hint = 'List them with: cwmpu list --bucket b'
    expect(renderMessage(`note: 17 uploads. ${hint}\n`, each, hint)).toBe(`note: 17 uploads. ${hint}\n`)
  })

  it('colors only the label of an error or a warning', () => {
    const colored = { ...screen, hasColor: true }
    expect(renderMessage('error: a warning: b\n', colored)).toBe('\u001b[31merror:\u001b[39m a warning: b\n')
    expect(renderMessage('warning: a\n', colored)).toBe('\u001b[33mwarning:\u001b[39m a\n')
    expect(renderMessage('note: a\n', colored)).toBe('note: a\n')
  })
})
