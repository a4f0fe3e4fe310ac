import { Client } from 'pg';
import { z } from 'zod';

/** One line of the machine check on the first visit. */
export interface MachineCheck {
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly detail: string;
}

const facts = z.object({
  server: z.string(),
  database: z.string(),
  runtime: z.string().nullable(),
  isolation: z
    .object({ level: z.string(), limits: z.object({ memory_mb: z.number() }).partial().optional() })
    .nullable(),
  libraries: z.array(z.object({ library: z.string(), available: z.boolean() })),
});

/**
 * Looks at the data database as its administrator: server, runtime, fence, libraries. Never
 * throws: what can't be seen is a line that says so.
 */
export async function checkMachine(): Promise<MachineCheck[]> {
  try {
    return linesOf(await withAdministrator(readFacts));
  } catch (error) {
    return [{ tone: 'bad', title: 'The data database does not answer', detail: String(error) }];
  }
}

/** The data database's name and version, for the status bar; of a database that is away, its absence. */
export async function databaseName(): Promise<{ name: string; version: string }> {
  try {
    return await withAdministrator(async (client) => {
      const { rows } = await client.query<{ name: string; version: string }>(
        `select current_database() as name, split_part(current_setting('server_version'), ' ', 1) as version`,
      );
      return rows[0] ?? { name: 'data database', version: '' };
    });
  } catch {
    return { name: 'data database away', version: '' };
  }
}

async function withAdministrator<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: process.env.INSITU_DATA_URL, connectionTimeoutMillis: 5_000 });
  // A server that goes away shows on the statement that runs; an unheard error would end this process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function readFacts(client: Client): Promise<z.infer<typeof facts>> {
  const { rows } = await client.query(
    `select current_setting('server_version') as server, current_database() as database,
            to_regprocedure('insitu.version()') is not null as installed`,
  );
  const { server, database, installed } = rows[0];
  if (!installed) return { server, database, runtime: null, isolation: null, libraries: [] };
  const { rows: runtime } = await client.query(
    `select insitu.version() as runtime, insitu.isolation() as isolation,
            (select coalesce(jsonb_agg(distinct jsonb_build_object('library', library, 'available', available)), '[]')
             from insitu.algorithms()) as libraries`,
  );
  return facts.parse({ server, database, ...runtime[0] });
}

function linesOf({ server, database, runtime, isolation, libraries }: z.infer<typeof facts>): MachineCheck[] {
  const postgres: MachineCheck = {
    tone: 'ok',
    title: `PostgreSQL ${server.split(' ')[0]}`,
    detail: `data database ${database}`,
  };
  if (runtime === null || isolation === null) {
    const detail = 'run: npx insitu install --database-url URL, as its superuser';
    return [postgres, { tone: 'bad', title: 'The runtime is not installed', detail }];
  }
  return [
    postgres,
    runtimeLine(runtime, isolation.level),
    ...libraryLines(libraries),
    ...memoryLines(isolation.limits?.memory_mb),
  ];
}

function runtimeLine(version: string, level: string): MachineCheck {
  const fenced = level === 'full' ? 'fenced by namespaces, Landlock and seccomp' : `fence: ${level}`;
  return {
    tone: level === 'full' ? 'ok' : 'warn',
    title: 'Runtime in schema insitu',
    detail: `version ${version}, plpython3u, ${fenced}`,
  };
}

const LIBRARY_NAMES: Readonly<Record<string, string>> = {
  lightgbm: 'LightGBM',
  sklearn: 'scikit-learn',
  xgboost: 'XGBoost',
};

function libraryLines(libraries: readonly { library: string; available: boolean }[]): MachineCheck[] {
  const named = (wanted: boolean): string[] =>
    libraries.filter(({ available }) => available === wanted).map(({ library }) => LIBRARY_NAMES[library] ?? library);
  const [there, missing] = [named(true), named(false)];
  return [
    {
      tone: there.length > 0 ? 'ok' : 'bad',
      title: there.join(', ') || 'No library to train with',
      detail: 'locked, next to the data',
    },
    ...missing.map(
      (library): MachineCheck => ({
        tone: 'warn',
        title: `${library} is not installed`,
        detail: 'optional; its algorithms are refused until it is',
      }),
    ),
  ];
}

const memoryLines = (megabytes: number | undefined): MachineCheck[] =>
  megabytes === undefined
    ? []
    : [
        {
          tone: 'ok',
          title: `${(megabytes / 1024).toFixed(1)} GB for a training`,
          detail: 'the cap of each fenced process',
        },
      ];
