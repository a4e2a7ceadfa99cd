/** A stream that people or programs read. */
export interface Output {
  readonly isTerminal: boolean
  readonly hasColour: boolean
  /** Columns. */
  readonly width: number
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>
}

export interface Input {
  readonly isTerminal: boolean
  /** One line, without its end; nothing where the input ends first. */
  readLine(): Promise<string | undefined>
  readAll(): Promise<string>
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
  readonly output: Output
  readonly errors: Output
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

async function ask({ input, errors }: Terminal, question: string): Promise<string> {
  await errors.write(question)
  const answer = await input.readLine()
  if (answer === undefined) await errors.write('\n')
  return answer?.trim() ?? ''
}
