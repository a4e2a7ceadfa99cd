export type Environment = Readonly<Record<string, string | undefined>>

/** A setting and its source, such as `--endpoint` or the name of a variable. */
export interface ResolvedValue<T> {
  readonly value: T
  readonly source: string
}

/** Returns a variable, trimmed: values made from files often end in a newline, which would end up in a header. */
export function envValue(environment: Environment, name: string): ResolvedValue<string> | undefined {
  const value = environment[name]?.trim()
  return value ? { value, source: name } : undefined
}

export function flagValue<T>(name: string, value: T | undefined): ResolvedValue<T> | undefined {
  return value === undefined ? undefined : { value, source: name }
}

export function firstDefined<T>(
  candidates: readonly (ResolvedValue<T> | undefined)[],
  fallback: ResolvedValue<T>,
): ResolvedValue<T> {
  return candidates.find((candidate) => candidate !== undefined) ?? fallback
}
