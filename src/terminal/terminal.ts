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

/** stdout is the answer, stderr the conversation. */
export interface Terminal {
  readonly input: Input
  readonly output: Output
  readonly errors: Output
}

/** Asks a question that only a clear yes answers. */
export async function confirm({ input, errors }: Terminal, question: string): Promise<boolean> {
  await errors.write(`${question} [y/N] `)
  const answer = await input.readLine()
  if (answer === undefined) await errors.write('\n')
  return /^y(es)?$/i.test(answer?.trim() ?? '')
}
