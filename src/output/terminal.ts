/** Stream that users or scripts read. */
export interface Output {
  readonly isTerminal: boolean
  readonly hasColor: boolean
  /** Width in columns. */
  readonly width: number
  /**
   * Writes all of the text. If the reader has left, nothing is written.
   *
   * @throws `failure` if stdout cannot be written. stderr only keeps it.
   */
  write(text: string): Promise<void>
  /** Error of the first write that failed, with the reason of the system. */
  readonly failure?: Error | undefined
}

/** Properties of an output on which the form of a text depends. */
export type Screen = Pick<Output, 'isTerminal' | 'hasColor' | 'width'>

export interface Input {
  readonly isTerminal: boolean
  /** Returns one line without its end, or undefined if the input ends first. */
  readLine(): Promise<string | undefined>
  /** Discards the keys that were typed so far. */
  discardTyped(): Promise<void>
}

/** Animated line at the end of the screen. */
export interface Spinner {
  text: string
  stop(): void
}

/** Streams of a command. stdout has the results, stderr has progress, prompts and messages. */
export interface Terminal {
  readonly input: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Starts a spinner. Undefined if stderr is not a terminal. */
  readonly spin?: (text: string) => Promise<Spinner>
}

/**
 * Returns true if a stream gets color: NO_COLOR before FORCE_COLOR before TERM=dumb before the kind of stream. Chalk
 * itself tests only stdout, and FORCE_COLOR overrides NO_COLOR there (https://no-color.org).
 */
export function wantsColor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTerminal && TERM !== 'dumb'
}

/** Value of `--color`. `--no-color` is false. */
export type ColorOption = 'auto' | 'always' | 'never' | false

/** Returns a terminal with the color that the command line asks for. */
export function withColor(terminal: Terminal, option: ColorOption = 'auto'): Terminal {
  if (option === 'auto') return terminal
  const hasColor = { value: option === 'always', enumerable: true }
  // Derived, because the width and the failure of an output can change.
  const colored = (output: Output): Output => Object.create(output, { hasColor }) as Output
  return { ...terminal, stdout: colored(terminal.stdout), stderr: colored(terminal.stderr) }
}
