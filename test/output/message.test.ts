import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/output/message.js'

const screen = { isTerminal: true, hasColor: false, width: 40 }

describe('renderMessage', () => {
  it('keeps a command to copy on one line', () =>
    expect(
      renderMessage(
        'error: No uploads of key "k" found in "b". List current uploads with: cwmpu list --bucket b\n',
        screen,
      ),
    ).toBe('error: No uploads of key "k" found in\n"b". List current uploads with:\n  cwmpu list --bucket b\n'))

  it('puts a request ID before the command', () =>
    expect(
      renderMessage('error: No rules were changed. List them with: cwmpu lifecycle show (request ID 7)\n', screen),
    ).toBe('error: No rules were changed. List them\nwith: (request ID 7)\n  cwmpu lifecycle show\n'))

  it.each([
    ['a message that fits', { ...screen, width: 80 }],
    ['a message in a pipe', { ...screen, isTerminal: false }],
  ])('does not wrap %s', (_, each) => {
    const text = 'note: 17 uploads. List them with: cwmpu list --bucket b\n'
    expect(renderMessage(text, each)).toBe(text)
  })

  it('colors only the label of an error or a warning', () => {
    const colored = { ...screen, hasColor: true }
    expect(renderMessage('error: a warning: b\n', colored)).toBe('\u001b[31merror:\u001b[39m a warning: b\n')
    expect(renderMessage('warning: a\n', colored)).toBe('\u001b[33mwarning:\u001b[39m a\n')
    expect(renderMessage('note: a\n', colored)).toBe('note: a\n')
  })
})
