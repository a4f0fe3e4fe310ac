import { z } from 'zod';

const frame = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.string().nullable())),
  total_rows: z.number().int(),
});

/** Rows that a cell showed, as many as are looked at between its words. */
export interface OutputTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly total: number;
}

const MOST_ROWS = 20;

/** The frame of an output (`child/show.py`: table_of); undefined of other outputs. */
export function tableOf({ kind, data }: { readonly kind: string; readonly data: string }): OutputTable | undefined {
  if (kind !== 'table') return undefined;
  const { columns, rows, total_rows: total } = frame.parse(JSON.parse(data));
  return { columns, rows: rows.slice(0, MOST_ROWS), total };
}
