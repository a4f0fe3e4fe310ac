import { execFile, spawn } from 'node:child_process';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Caller } from '#lib/access/session.ts';
import { ProblemError, type Result } from '#lib/contracts/problem.ts';
import type { GitRepositories, GitRepository } from '#lib/contracts/transfer.ts';
import { requireMaker } from '../project/create-store.ts';
import { entryPath } from './entry-path.ts';
import type { ImportOrigin } from './import-store.ts';
import type { ImportSource, SourceEntry } from './source.ts';

const run = promisify(execFile);
const depth = 3;

/**
 * Nothing of a repository's or a machine's configuration is obeyed that could run a program: only
 * commands that read objects and references are used, and they run no hook, filter or pager.
 */
const environment: NodeJS.ProcessEnv = {
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** A repository may be another user's: what is read of it runs nothing. */
const safely = (gitDir: string) => [
  '-c',
  'safe.directory=*',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=',
  '--git-dir',
  gitDir,
];

/** The repositories that a project may be imported from, for a person who may make projects. */
export async function repositoriesFor(caller: Caller): Promise<Result<GitRepositories>> {
  const allowed = await requireMaker(caller);
  if (!allowed.ok) return allowed;
  try {
    return { ok: true, value: { repositories: await listRepositories() } };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: true, value: { repositories: [], why: error.problem } };
    throw error;
  }
}

/** A branch of a repository as something to import. */
export const repositoryBranch = (from: { readonly path: string; readonly branch: string }): ImportOrigin => ({
  name: `${from.path || 'repository'}, branch ${from.branch}`,
  open: () => openRepository(from),
});

/** The repositories below INSITU_GIT_FOLDER, three folders deep, with their branches. */
async function listRepositories(): Promise<GitRepository[]> {
  const top = await gitFolder();
  const found: GitRepository[] = [];
  const visit = async (folder: string, level: number): Promise<void> => {
    const gitDir = await gitDirOf(folder);
    if (gitDir) {
      found.push({ path: relative(top, folder).split(sep).join('/'), ...(await branchesOf(gitDir)) });
      return;
    }
    if (level === depth) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await visit(join(folder, entry.name), level + 1);
  };
  await visit(top, 0);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opens a branch of a repository below INSITU_GIT_FOLDER. Its work tree is not looked at. @throws ProblemError */
async function openRepository({ path, branch }: { path: string; branch: string }): Promise<ImportSource> {
  const gitDir = await gitDirOf(await inside(path));
  if (!gitDir) throw new ProblemError(noRepository(path));
  const { branches } = await branchesOf(gitDir);
  if (!branches.includes(branch)) throw new ProblemError(noBranch(path, branch));
  const listed = await listTree(gitDir, `refs/heads/${branch}`);
  const objects = new Map(listed.map((each) => [each.path, each.object]));
  return {
    entries: listed.map(({ object: _, ...rest }) => rest),
    read: (paths) => readObjects(gitDir, objects, paths),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function gitFolder(): Promise<string> {
  const { INSITU_GIT_FOLDER } = process.env;
  if (!INSITU_GIT_FOLDER) throw new ProblemError(notConfigured);
  try {
    return await realpath(INSITU_GIT_FOLDER);
  } catch (cause) {
    throw new ProblemError(folderMissing(INSITU_GIT_FOLDER), { cause });
  }
}

/** A folder below the configured one, also after symbolic links are followed. */
async function inside(path: string): Promise<string> {
  const top = await gitFolder();
  const wanted = resolve(top, path);
  const real = isWithin(top, wanted) ? await realpath(wanted).catch(() => undefined) : undefined;
  if (real === undefined || !isWithin(top, real)) throw new ProblemError(noRepository(path));
  return real;
}

function isWithin(top: string, path: string): boolean {
  const way = relative(top, path);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}

/** `.git` of a work tree, or the folder itself where it is bare. One that lies elsewhere is not read. */
async function gitDirOf(folder: string): Promise<string | undefined> {
  for (const candidate of [join(folder, '.git'), folder]) {
    const parts = await Promise.all(
      ['HEAD', 'objects', 'refs'].map((name) => stat(join(candidate, name)).catch(() => undefined)),
    );
    const [head, objects, refs] = parts;
    if (!head?.isFile() || !objects?.isDirectory() || !refs?.isDirectory()) continue;
    const [real, top] = await Promise.all([realpath(candidate), gitFolder()]);
    return isWithin(top, real) ? real : undefined;
  }
  return undefined;
}

async function git(gitDir: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', [...safely(gitDir), ...args], {
      env: environment,
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
    });
    return stdout;
  } catch (cause) {
    throw gitFailed(cause);
  }
}

async function branchesOf(gitDir: string): Promise<{ branches: string[]; head: string }> {
  const refs = await git(gitDir, ['for-each-ref', '--format=%(refname)', 'refs/heads/']);
  const branches = refs.split('\n').flatMap((ref) => (ref ? [ref.slice('refs/heads/'.length)] : []));
  const head = await git(gitDir, ['rev-parse', '--symbolic-full-name', 'HEAD']).catch(() => '');
  const current = head.trim().slice('refs/heads/'.length);
  return { branches, head: branches.includes(current) ? current : (branches[0] ?? '') };
}

async function listTree(gitDir: string, ref: string): Promise<(SourceEntry & { object: string })[]> {
  const lines = (await git(gitDir, ['ls-tree', '-r', '-z', '--long', '--full-tree', ref])).split('\0');
  return lines.flatMap((line) => {
    const [, mode, object, size, name] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]*)$/.exec(line) ?? [];
    if (mode === undefined || object === undefined || size === undefined || name === undefined) return [];
    const path = entryPath(name);
    if (!path.ok) throw new ProblemError(path.problem);
    const bytes = size === '-' ? 0 : Number(size);
    const kind = mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file';
    return [{ path: path.value, bytes, packedBytes: bytes, kind, object } as const];
  });
}

/** Blobs as they are stored: `cat-file --batch` applies no filter and no line-end conversion. */
async function* readObjects(gitDir: string, objects: ReadonlyMap<string, string>, paths: readonly string[]) {
  const child = spawn('git', [...safely(gitDir), 'cat-file', '--batch', '--buffer'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', (cause) => reject(gitFailed(cause))));
  failed.catch(() => {});
  child.stdin.on('error', () => {});
  child.stdin.end(paths.map((path) => `${objects.get(path)}\n`).join(''));
  const output = new Bytes(child.stdout);
  try {
    for (const path of paths) {
      const header = await Promise.race([output.line(), failed]);
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
      if (size === undefined) throw gitFailed(new Error(`${path}: ${header || 'nothing was read'}`));
      yield { path, bytes: await output.take(Number(size)) };
      await output.take(1);
    }
  } finally {
    child.kill();
  }
}

/** A stream that is read by lines and by lengths. */
class Bytes {
  private readonly chunks: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.held.indexOf(10);
      if (end !== -1) return (await this.take(end + 1)).subarray(0, end).toString();
      if (!(await this.more(1))) return '';
    }
  }

  async take(length: number): Promise<Buffer> {
    if (this.held.length < length) await this.more(length - this.held.length);
    const taken = Buffer.from(this.held.subarray(0, length));
    this.held = this.held.subarray(length);
    return taken;
  }

  private async more(bytes: number): Promise<boolean> {
    const parts = [this.held];
    for (let missing = bytes; missing > 0; ) {
      const { done, value } = await this.chunks.next();
      if (done) break;
      parts.push(value);
      missing -= value.length;
    }
    const before = this.held.length;
    this.held = Buffer.concat(parts);
    return this.held.length > before;
  }
}

const notConfigured = {
  code: 'import.git_folder',
  message: 'This server reads no git repositories: no folder was set for them.',
  remedy: 'Whoever runs Insitu sets INSITU_GIT_FOLDER to a folder with repositories and starts it again.',
};

const folderMissing = (folder: string) => ({
  code: 'import.git_folder',
  message: `The folder ${folder} of INSITU_GIT_FOLDER is not there.`,
  remedy: 'Whoever runs Insitu makes it, or sets INSITU_GIT_FOLDER to another.',
});

const noRepository = (path: string) => ({
  code: 'import.git_missing',
  message: `There is no git repository ${path} in the server’s folder.`,
  remedy: 'Choose one of the list.',
});

const noBranch = (path: string, branch: string) => ({
  code: 'import.git_branch',
  message: `${path} has no branch ${branch}.`,
  remedy: 'Choose one of its branches.',
});

function gitFailed(cause: unknown): ProblemError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const words =
    cause instanceof Error
      ? (cause.message.split('\n').find((line) => /^(fatal|error):/.test(line)) ?? cause.message)
      : String(cause);
  return new ProblemError(
    {
      code: 'import.git',
      message: missing ? 'The server has no git.' : `git can’t read this repository: ${words.slice(0, 300)}`,
      remedy: missing ? 'Whoever runs Insitu installs git; a zip works without.' : 'Bring the project as a zip.',
    },
    { cause },
  );
}
