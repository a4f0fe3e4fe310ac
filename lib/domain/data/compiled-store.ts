import type { Access } from '#lib/access/access.ts';
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { type Compiler, compileProject, createCompiler } from '../compile/index.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';
import { branchTarget } from './connection-store.ts';

interface Remembered {
  readonly compiler: Compiler;
  files: ProjectFiles;
}

/** Compilers of the branches last looked at: a preview after an edit compiles only what the edit touched. */
const remembered = new Map<string, Remembered>();
const most = 8;

/**
 * The drafts of a branch as they are now, and what they compile to.
 * @param instead a file that says something else for this once
 */
export async function compileDrafts(
  access: Access,
  branch: BranchFacts,
  instead?: { readonly path: string; readonly text: string },
): Promise<{ files: ProjectFiles; compilation: Compilation }> {
  const [files, target] = await Promise.all([readDraftFiles(branch.id), branchTarget(access, branch)]);
  const key = `${branch.id} ${JSON.stringify(target)}`;
  const entry = remembered.get(key) ?? { compiler: createCompiler({ target }, files), files };
  remembered.delete(key);
  remembered.set(key, entry);
  forgetOldest();
  for (const [path, text] of files) entry.compiler.update(path, text);
  for (const path of entry.files.keys()) if (!files.has(path)) entry.compiler.update(path, null);
  entry.files = files;
  if (instead) entry.compiler.update(instead.path, instead.text);
  const compilation = entry.compiler.compilation();
  if (instead) entry.compiler.update(instead.path, files.get(instead.path) ?? null);
  return { files, compilation };
}

/** Compiles a tree for a branch with a run's own variables. */
export async function compileFor(
  access: Access,
  branch: BranchFacts,
  files: ProjectFiles,
  options: { vars: Readonly<Record<string, unknown>>; fullRefresh: boolean },
): Promise<Compilation> {
  return compileProject(files, { target: await branchTarget(access, branch), ...options });
}

function forgetOldest(): void {
  const [oldest] = remembered.keys();
  if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
}
