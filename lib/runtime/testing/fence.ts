import pg from 'pg';

/** What a fenced run ended with, for tests: its result, or the error with its DETAIL read. */
export type FencedRun = {
  readonly value: Record<string, unknown> | undefined;
  readonly message: string;
  readonly sqlstate: string | undefined;
  readonly detail: Record<string, unknown>;
  readonly hint: string | undefined;
  readonly notices: readonly string[];
  readonly ms: number;
};

/** Calls a function of schema insitu that takes one jsonb; an error is a value. */
export async function callFenced(client: pg.Client, name: string, spec: unknown): Promise<FencedRun> {
  const notices: string[] = [];
  const listen = (notice: { message?: string | undefined }): void => void notices.push(notice.message ?? '');
  client.on('notice', listen);
  const started = performance.now();
  const ended = (): number => performance.now() - started;
  try {
    const result = await client.query(`select insitu.${name}($1::jsonb) as value`, [JSON.stringify(spec)]);
    const value: unknown = result.rows[0]?.value;
    return {
      value: isRecord(value) ? value : {},
      message: '',
      sqlstate: undefined,
      detail: {},
      hint: undefined,
      notices,
      ms: ended(),
    };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return {
      value: undefined,
      message: error.message,
      sqlstate: error.code,
      detail: readDetail(error.detail),
      hint: error.hint,
      notices,
      ms: ended(),
    };
  } finally {
    client.off('notice', listen);
  }
}

function readDetail(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
