import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
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

/** A dbt process: commands of any projects, run in the order they are given. */
export class Dbt {
  private readonly child = spawn(dbtPython, [fileURLToPath(new URL('./invoke.py', import.meta.url))]);
  private readonly waiting: { resolve: (outcome: DbtOutcome) => void; reject: (error: Error) => void }[] = [];
  private errors = '';

  constructor() {
    this.child.stderr.on('data', (text) => {
      this.errors = `${this.errors}${text}`.slice(-4000);
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.resolve(JSON.parse(line)));
    this.child.on('exit', () => {
      for (const { reject } of this.waiting.splice(0)) reject(this.ended());
    });
  }

  private readonly ended = () => new Error(`dbt ended.\n${this.errors}`);

  run(folder: string, command: readonly string[]): Promise<DbtOutcome> {
    const place = ['--project-dir', folder, '--profiles-dir', folder, '--quiet'];
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null) return reject(this.ended());
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify([...command, ...place])}\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
  }
}

/** Runs dbt's commands on a project, all in one process. */
export async function runDbt(folder: string, commands: readonly (readonly string[])[]): Promise<DbtOutcome[]> {
  const dbt = new Dbt();
  try {
    return await Promise.all(commands.map((command) => dbt.run(folder, command)));
  } finally {
    dbt.close();
  }
}
