import type { Sourced } from './sourced.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable, trimmed: those that are made from files often end in a newline, which would end up in a header. */
export function variable(environment: Environment, name: string): Sourced<string> | undefined {
  const value = environment[name]?.trim()
  return value ? { value, from: name } : undefined
}

/** A flag as it was given. */
export function flag<T>(name: string, value: T | undefined): Sourced<T> | undefined {
  return value === undefined ? undefined : { value, from: name }
}
