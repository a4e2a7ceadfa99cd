/** Formats for programs. */
export const MACHINE_FORMATS = ['json', 'ndjson', 'csv', 'tsv'] as const
export type MachineFormat = (typeof MACHINE_FORMATS)[number]

export const FORMATS = ['table', ...MACHINE_FORMATS] as const
export type Format = (typeof FORMATS)[number]
