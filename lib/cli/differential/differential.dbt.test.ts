import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { Dbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { runCommandLine } from '../command-line.ts';
import { type FeatureProject, featureProjects } from './feature-project.ts';
import { filesBelowTarget, lookedUp, manifestOf, relationsOf, statusesOf } from './seen.ts';

/**
 * Every project is run by dbt-core and by Insitu, at the same time, each in a database of its own so
 * that all names are the same in both. After each command every relation and every status must be the
 * same, and in the end the manifest.
 */

/** How a command ended, and what it printed. */
interface Ended {
  readonly success: boolean;
  readonly printed: string;
}
type Engine = (folder: string, command: readonly string[]) => Promise<Ended>;

interface Side {
  readonly engine: Engine;
  readonly database: TestDatabase;
  readonly client: Client;
  readonly root: string;
}

let dbt: Dbt;
let theirs: Side;
let ours: Side;

const runDbt: Engine = async (folder, command) => {
  const { success, error } = await dbt.run(folder, command);
  return { success, printed: error };
};

/** Some projects fail on purpose: what a command prints is shown when a comparison fails, and not before. */
const runInsitu: Engine = async (folder, command) => {
  const place = ['--project-dir', folder, '--profiles-dir', folder, '--quiet'];
  let printed = '';
  const keep = (text: string | Uint8Array): boolean => {
    printed += text;
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  try {
    const success = (await runCommandLine([...command, ...place])) === 0;
    return { success, printed };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
};

async function openSide(engine: Engine): Promise<Side> {
  const database = await createTestDatabase('empty');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return { engine, database, client, root: mkdtempSync(join(tmpdir(), 'insitu-differential-')) };
}

async function closeSide({ database, client, root }: Side): Promise<void> {
  await client.end();
  rmSync(root, { recursive: true });
  await database.drop();
}

beforeAll(async () => {
  delete process.env.INSITU_DATA_URL;
  dbt = new Dbt();
  [theirs, ours] = await Promise.all([openSide(runDbt), openSide(runInsitu)]);
});

afterAll(async () => {
  dbt.close();
  await Promise.all([closeSide(theirs), closeSide(ours)]);
});

/** Artefacts that only some commands write. */
const WRITTEN = ['run_results.json', 'sources.json', 'catalog.json'];

/** What is seen of a project after each of its commands, and of its manifest in the end. */
async function play({ engine, database, client, root }: Side, { name, steps }: FeatureProject) {
  const folder = join(root, name);
  const moments: Record<string, unknown> = {};
  const printed: string[] = [];
  for (const [index, { files, command }] of steps.entries()) {
    writeDbtProject(folder, files, { url: database.url, schema: name });
    for (const name of WRITTEN) if (command[0] !== 'retry') rmSync(join(folder, 'target', name), { force: true });
    const ended = await engine(folder, command);
    printed.push(`${name}: ${command.join(' ')}`, ended.printed);
    moments[`${index + 1}: ${command.join(' ')}`] = {
      ended: ended.success,
      statuses: statusesOf(folder),
      lookedUp: lookedUp(folder),
      files: filesBelowTarget(folder),
      relations: await relationsOf(client, name),
    };
  }
  const told = JSON.stringify([moments, manifestOf(folder)]).replaceAll(database.name, 'database');
  const [seen, manifest] = JSON.parse(told);
  return { seen, manifest, printed: printed.join('\n') };
}

it.each(featureProjects().map((project) => [project.name, project] as const))(
  '%s',
  async (_, project) => {
    const [dbts, insitus] = await Promise.all([play(theirs, project), play(ours, project)]);
    expect.soft(insitus.seen, insitus.printed).toEqual(dbts.seen);
    expect.soft(insitus.manifest, insitus.printed).toEqual(dbts.manifest);
  },
  300_000,
);
