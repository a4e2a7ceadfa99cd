/** The lines of what `doctor` checked, without those of what was decided before. */
export function checksIn(stdout: string): string[] {
  return stdout
    .slice(stdout.indexOf('\n\n') + 2)
    .trimEnd()
    .split('\n')
}
