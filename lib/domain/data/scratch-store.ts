import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import { type PreviewResult, previewResult } from '#lib/contracts/api.ts';
import type { SqlNotice, SqlPlace } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { readOnly } from '#lib/db/data/index.ts';
import { readNotice } from '../run/index.ts';
import { personSession } from './connection-store.ts';

/** What a preview shows. */
export type Shown = Omit<PreviewResult, 'problem'>;
type Outputs = Shown['outputs'];

/** A cell that failed, with what it printed and showed before. */
export class CellStopped extends ProblemError {
  readonly outputs: Outputs;

  constructor(cause: ProblemError, outputs: Outputs) {
    super(cause.problem, { cause });
    this.outputs = outputs;
  }
}

const scratchResult = z.object({
  columns: previewResult.shape.columns,
  rows: previewResult.shape.rows,
  total_rows: z.number().int().nullish(),
  outputs: z
    .array(z.object({ kind: z.enum(['figure', 'table', 'chart', 'value']), mime: z.string(), data: z.string() }))
    .nullish(),
  stdout: z.string().nullish(),
  stderr: z.string().nullish(),
});

const scratchSeconds = 120;

/**
 * Runs a cell or a script fenced, for its looks: nothing is written.
 * @throws CellStopped when the code fails
 */
export async function runScratch(access: Access, spec: object, place: SqlPlace, signal: AbortSignal): Promise<Shown> {
  const started = performance.now();
  const { columns, rows, total_rows: totalRows, outputs, stdout, stderr } = await scratch(access, spec, place, signal);
  return {
    columns,
    rows,
    more: (totalRows ?? rows.length) > rows.length,
    ...(typeof totalRows === 'number' ? { totalRows } : {}),
    ms: performance.now() - started,
    sql: '',
    outputs: [...(outputs ?? []), ...printed('stdout', stdout), ...printed('stderr', stderr)],
  };
}

const printed = (kind: 'stdout' | 'stderr', text: string | null | undefined): Outputs =>
  text ? [{ kind, mime: 'text/plain', data: text }] : [];

async function scratch(
  access: Access,
  spec: object,
  place: SqlPlace,
  signal: AbortSignal,
): Promise<z.infer<typeof scratchResult>> {
  const session = await personSession(access);
  const seen: SqlNotice[] = [];
  const onNotice = (notice: SqlNotice) => void seen.push(notice);
  try {
    const { rows } = await readOnly(session, { timeoutMs: scratchSeconds * 1_000, signal, onNotice }, (connection) =>
      connection.query('select insitu.run_scratch($1::jsonb)', [JSON.stringify(spec)], place),
    );
    return scratchResult.parse(JSON.parse(rows[0]?.[0] ?? '{}'));
  } catch (error) {
    throw error instanceof ProblemError ? new CellStopped(error, seen.flatMap(outputOf)) : error;
  }
}

/** What a notice showed: one that failed has no answer to hold it. */
function outputOf(notice: SqlNotice): Outputs {
  const said = readNotice(notice);
  if (said?.type === 'log') return printed(said.stream, said.text);
  return said?.type === 'output' ? [{ kind: said.kind, mime: said.mime, data: said.data }] : [];
}
