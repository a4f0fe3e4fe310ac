import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { control } from '#lib/db/control/client.ts';
import { ensureQueue, queueRun } from '#lib/db/control/queue.ts';
import { openRoleAdmin, personRoleName, projectRoleName, viewerRoleName } from '#lib/db/data/index.ts';
import { steadyWasm } from '../launch/node/v8.js';
import { onServer } from './database.ts';

export type Files = Readonly<Record<string, string>>;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A project `shop` in both databases with one editor, and runner processes to build it. */
export class Workshop {
  readonly ids = { person: randomUUID(), project: randomUUID(), branch: randomUUID(), database: randomUUID() };
  readonly roles = {
    owner: projectRoleName(this.ids.project, 'shop'),
    viewer: viewerRoleName(this.ids.project, 'shop'),
  };
  readonly person = personRoleName(this.ids.person);
  /** The data database, as its administrator; a restored backup takes its place. */
  dataUrl: string;
  readonly #runners = new Set<ChildProcess>();
  #versions = 0;

  private constructor(dataUrl: string) {
    this.dataUrl = dataUrl;
  }

  /** @param urls databases as createTestDatabase makes them; the process's environment points to them afterwards */
  static async open(urls: { control: string; data: string }): Promise<Workshop> {
    process.env.DATABASE_URL = urls.control;
    process.env.INSITU_DATA_URL = urls.data;
    process.env.INSITU_SECRET = randomBytes(32).toString('hex');
    const workshop = new Workshop(urls.data);
    await ensureQueue();
    await workshop.#insertRows();
    await workshop.#makeRoles();
    return workshop;
  }

  async #insertRows(): Promise<void> {
    const { person, project, branch, database } = this.ids;
    await control().person.create({ data: { id: person, email: 'ann@example.org', name: 'Ann', colour: 1 } });
    await control().dataDatabase.create({ data: { id: database, name: 'data' } });
    await control().project.create({ data: { id: project, slug: 'shop', name: 'Shop', dataDatabaseId: database } });
    await control().membership.create({ data: { projectId: project, personId: person, role: 'editor' } });
    await control().branch.create({ data: { id: branch, projectId: project, name: 'main', schema: 'shop' } });
  }

  async #makeRoles(): Promise<void> {
    await using admin = await openRoleAdmin(this.dataUrl);
    await admin.lockDatabase();
    await admin.ensureProjectRoles(this.roles);
    await admin.ensureProjectSchema('shop', this.roles);
    await admin.ensurePersonRole(this.person);
    await admin.setMembership(this.person, this.roles, 'editor');
  }

  /**
   * A runner process, when it says that it is ready.
   * @param before a module that it loads first
   */
  startRunner(before?: string): Promise<ChildProcess> {
    const main = join(import.meta.dirname, '../runner/main.ts');
    const execArgv = before ? [steadyWasm, '--import', before] : [steadyWasm];
    const runner = fork(main, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#runners.add(runner);
    return new Promise((resolve, reject) => {
      runner.once('message', () => resolve(runner));
      runner.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
    });
  }

  killRunners(): void {
    for (const runner of this.#runners) runner.kill('SIGKILL');
    this.#runners.clear();
  }

  /** Stores a version of these files and queues a build of it. @returns the run's id */
  async queueBuild(files: Files): Promise<string> {
    this.#versions += 1;
    const number = this.#versions;
    const { project: projectId, branch: branchId, person: personId } = this.ids;
    const all = { 'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n', ...files };
    return control().$transaction(async (tx) => {
      const key = { projectId, branchId, personId };
      const version = await tx.version.create({ data: { ...key, number, message: 'test', cause: 'run', changed: [] } });
      await tx.versionEntry.updateMany({ where: { branchId, until: null }, data: { until: number } });
      const hashed = Object.entries(all).map(([path, text]) => ({ path, text, hash: hashOf(text) }));
      const blobs = hashed.map(({ text, hash }) => ({ hash, text, bytes: text.length }));
      await tx.blob.createMany({ data: blobs, skipDuplicates: true });
      const entries = hashed.map(({ path, hash }) => ({ branchId, path, since: number, blobHash: hash }));
      await tx.versionEntry.createMany({ data: entries });
      const request = { command: 'build', select: [], exclude: [], fullRefresh: false, vars: {} };
      const run = await tx.run.create({ data: { ...key, number, versionId: version.id, request } });
      await queueRun(tx, run.id);
      return run.id;
    });
  }

  read(id: string) {
    return control().run.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { seq: 'asc' } } } });
  }

  async statusOf(id: string): Promise<string> {
    return (await this.read(id)).status;
  }

  async typesOf(id: string): Promise<unknown[]> {
    const { events } = await this.read(id);
    return events.map(({ event }) =>
      typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined,
    );
  }

  until(id: string, status: string, timeout = 60_000): Promise<void> {
    return expect.poll(() => this.statusOf(id), { timeout, interval: 50 }).toBe(status);
  }

  /** The first value of a query on the data database, as its administrator. */
  value(sql: string): Promise<unknown> {
    return onServer(this.dataUrl, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
  }

  /** Roles of the project's runs that are still there. */
  runRoles(): Promise<unknown> {
    return this.value(`select count(*)::int from pg_roles where rolname like 'insitu\\_r\\_shop%'`);
  }

  /** Drops what was made in the data database and its server. */
  async close(): Promise<void> {
    this.killRunners();
    await using admin = await openRoleAdmin(this.dataUrl);
    await admin.dropPersonRole(this.person, this.roles.owner);
    await admin.dropProject(['shop', 'shop_marts'], this.roles);
  }
}
