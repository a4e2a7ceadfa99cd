/** For programs. */
export const MACHINE_FORMATS = ['json', 'ndjson', 'csv', 'tsv'] as const
export type MachineFormat = (typeof MACHINE_FORMATS)[number]

/** In which form an answer is given. */
export const FORMATS = ['table', ...MACHINE_FORMATS] as const
export type Format = (typeof FORMATS)[number]
