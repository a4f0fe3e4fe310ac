import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'pg';
import { requireAccess } from '#lib/access/access.ts';
import { requireCaller } from '#lib/access/session.ts';
import { Collab, type LiveDocument, type SaveState } from '#lib/client/collab.ts';
import { textOf } from '#lib/collab/document.ts';
import { ProblemError, type Result } from '#lib/contracts/problem.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { loadDocument } from '#lib/db/control/documents.ts';
import { issueTicket } from '#lib/domain/files/ticket-store.ts';
import { freePort } from './cluster.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createPerson, createTestProject, joinProject, type TestPerson, testFacts, testSecret } from './project.ts';

/** A file of the project. */
export interface LiveFile {
  readonly documentId: string;
  readonly epoch: number;
}

/**
 * A project in a control database of its own and a `collab` process that serves it, to be killed and
 * started again; people join with what a browser runs.
 */
export class LiveProject implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pool: Pool;
  readonly branchId: string;
  readonly files: ReadonlyMap<string, LiveFile>;
  private readonly database: TestDatabase;
  readonly projectId: string;
  private readonly open = new Set<Collab>();
  private process: ChildProcess | undefined;

  private constructor(
    database: TestDatabase,
    port: number,
    made: { projectId: string; branchId: string; files: ReadonlyMap<string, LiveFile> },
  ) {
    this.database = database;
    this.url = `ws://127.0.0.1:${port}/collab`;
    this.port = port;
    this.projectId = made.projectId;
    this.branchId = made.branchId;
    this.files = made.files;
    this.pool = new Pool({ connectionString: database.url, max: 2 });
    // A server that is stopped, or dropped with its database, ends the connections.
    this.pool.on('error', () => {});
  }

  /** @param server superuser URL of a server of the test's own */
  static async create(texts: ReadonlyMap<string, string>, server?: string): Promise<LiveProject> {
    const database = await createTestDatabase('control', server);
    process.env.DATABASE_URL = database.url;
    process.env.INSITU_SECRET = testSecret;
    const { id: projectId } = await createTestProject('live', texts);
    const branch = await control().branch.findFirstOrThrow({ where: { projectId } });
    const rows = await control().document.findMany({ where: { branchId: branch.id } });
    const files = new Map(rows.map(({ id, epoch, path }) => [path, { documentId: id, epoch }]));
    return new LiveProject(database, await freePort(), { projectId, branchId: branch.id, files });
  }

  /** Superuser URL of its control database. */
  get databaseUrl(): string {
    return this.database.url;
  }

  file(path: string): LiveFile {
    const file = this.files.get(path);
    if (file === undefined) throw new Error(`there is no file ${path}`);
    return file;
  }

  /** A new member of the project. */
  async person(name: string, role: 'editor' | 'viewer' = 'editor'): Promise<TestPerson> {
    const person = await createPerson(name);
    await joinProject(person, { id: this.projectId, slug: 'live' }, role);
    return person;
  }

  /** A page of a person: the live documents as the browser has them, with tickets made as the server makes them. */
  page({ token }: TestPerson): Collab {
    const collab = new Collab(this.projectId, this.url, async (wanted) => {
      try {
        const caller = value(await requireCaller(testFacts(token)));
        const access = value(await requireAccess(caller, this.projectId, 'viewer'));
        return value(await issueTicket(access, wanted));
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        throw new ProblemError({ code: 'control.unreachable', message: String(error) }, { cause: error });
      }
    });
    this.open.add(collab);
    return collab;
  }

  /** Starts the process and waits until it listens. */
  async start(): Promise<ChildProcess> {
    const env = { ...process.env, DATABASE_URL: this.database.url, INSITU_COLLAB_PORT: String(this.port) };
    const child = spawn(process.execPath, ['lib/collab/server.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    const said: string[] = [];
    child.stderr.on('data', (text) => said.push(String(text)));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`collab ended: ${said.join('')}`);
    });
    // Afterwards an end is what the test made.
    ended.catch(() => {});
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.stdout.resume();
    return child;
  }

  /** Ends the process as a crash would: nothing that it has in memory is kept. */
  async kill(): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** What a file says in the control database, whatever any process has in memory. */
  async kept(path: string): Promise<string> {
    const { documentId, epoch } = this.file(path);
    const kept = await loadDocument(this.pool, documentId, epoch);
    if (kept === undefined) throw new Error(`there is no document of ${path}`);
    return textOf(kept.state, kept.updates);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const collab of this.open) collab.destroy();
    await this.kill();
    await this.pool.end();
    await disconnectControl();
    await this.database.drop();
  }
}

/** Resolves when a page says that a document is in a state. */
export const untilSaveState = (document: LiveDocument, state: SaveState): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (document.saveState() !== state) return;
      stop();
      resolve();
    };
    const stop = document.subscribe(look);
    look();
  });

function value<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}
