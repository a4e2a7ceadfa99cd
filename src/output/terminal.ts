import type { OutputError } from './write-fully.js'

/** A stream that people or programs read. */
export interface Output {
  readonly isTerminal: boolean
  readonly hasColor: boolean
  /** Columns. */
  readonly width: number
  /**
   * Writes all of the text. If the reader has left, nothing is written.
   *
   * @throws OutputError if stdout cannot be written. stderr keeps the error in `failure`.
   */
  write(text: string): Promise<void>
  /** Error of the first write that failed. */
  readonly failure?: OutputError | undefined
}

export interface Input {
  readonly isTerminal: boolean
  /** One line, without its end; nothing where the input ends first. */
  readLine(): Promise<string | undefined>
  /** Discards the keys that were typed so far. */
  discardTyped(): Promise<void>
}

/** One line at the end of the screen that moves. */
export interface Spinner {
  text: string
  /** Leaves nothing behind. */
  stop(): void
}

/** stdout is the answer, stderr the conversation. */
export interface Terminal {
  readonly input: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Where somebody watches stderr: starts to show that something is under way. */
  readonly spin?: (text: string) => Promise<Spinner>
}

/** Asks a question that only a clear yes answers. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(terminal, `${question} [y/N] `))
}

/** Asks for a name to be typed, where a yes would come too easily. */
export async function confirmByName(terminal: Terminal, question: string, name: string): Promise<boolean> {
  return (await ask(terminal, `${question} `)) === name
}

/** Keys that were typed before the question do not answer it. */
async function ask({ input, stderr }: Terminal, question: string): Promise<string> {
  await input.discardTyped()
  await stderr.write(question)
  const answer = await input.readLine()
  if (answer === undefined) await stderr.write('\n')
  return answer?.trim() ?? ''
}
