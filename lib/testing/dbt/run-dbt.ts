import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Interpreter with dbt-core and dbt-postgres that the launcher makes for tests. */
export const dbtPython = process.env.INSITU_DBT_PYTHON ?? '';

export interface DbtOutcome {
  readonly success: boolean;
  /** What `ls` lists. */
  readonly lines: readonly string[] | null;
  readonly error: string;
}

/** Writes a project's files and a profile for a database into a folder. */
export function writeDbtProject(
  folder: string,
  files: Readonly<Record<string, string>>,
  database: { readonly url: string; readonly schema: string },
): void {
  for (const [path, content] of Object.entries({ ...files, 'profiles.yml': profile(database.url, database.schema) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The profile `shop` of a database, as dbt reads it. */
function profile(address: string, schema: string): string {
  const url = new URL(address);
  const output = {
    type: 'postgres',
    host: url.hostname || 'localhost',
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password) || 'none',
    dbname: decodeURIComponent(url.pathname.slice(1)),
    schema,
    threads: 2,
  };
  return JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } });
}

/** Runs dbt's commands on a project, all in one process. */
export async function runDbt(folder: string, commands: readonly (readonly string[])[]): Promise<DbtOutcome[]> {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'invoke.py');
  const place = ['--project-dir', folder, '--profiles-dir', folder, '--quiet'];
  const child = spawn(dbtPython, [script], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(commands.map((command) => [...command, ...place])));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out.trim() === '') throw new Error(`dbt did not answer: ${err.slice(-2000)}`);
  return JSON.parse(out);
}
