import type { Package, Project, ResourceFile } from '../project/index.ts';
import type { Drafts } from './changes.ts';
import { flagOf } from './config/read.ts';
import type { Draft } from './draft.ts';
import { soleModel } from './drafts.ts';
import { isSameFace } from './face.ts';
import { replaced } from './table.ts';
import type { Workspace } from './workspace.ts';

/**
 * The drafts of a project in which nothing but texts of SQL models changed, and nothing of them that
 * others see: what typing is, mostly. Then no list has to be walked for names that are taken.
 * @returns undefined for any other edit
 */
export function retypedDrafts(
  workspace: Workspace,
  shared: object,
  before: { readonly project: Project; readonly drafts: Drafts },
): Drafts | undefined {
  const { root, packages } = workspace.project;
  if (packages.length !== before.project.packages.length) return undefined;
  const { table, reports } = before.drafts;
  const retyped = new Map<string, Draft>();
  for (const [index, each] of [root, ...packages].entries()) {
    const other = index === 0 ? before.project.root : before.project.packages[index - 1];
    const files = other && retypedFiles(other, each);
    if (files === undefined) return undefined;
    for (const [old, file] of files) {
      const known = table.rows.get(`model.${each.name}.${old.name}`);
      const { value: draft, problems } = workspace.memo.hear(() => soleModel({ workspace, each, shared }, file));
      const isTold = problems.length > 0 || reports.some((problem) => problem.path === file.path);
      if (draft === undefined || known?.path !== draft.path || isTold || !isQuiet(known, draft)) return undefined;
      retyped.set(draft.id, draft);
    }
  }
  return { ...before.drafts, table: replaced(table, retyped) };
}

const isQuiet = (before: Draft, now: Draft): boolean =>
  before.id === now.id && isSameFace(before, now) && flagOf(now.config, 'enabled', true);

/** The SQL models of a package whose text is another, when all else of it is the same. */
function retypedFiles(before: Package, now: Package): (readonly [ResourceFile, ResourceFile])[] | undefined {
  const isSame = LISTS.every((list) => before[list] === now[list]);
  if (!isSame || before.sqlModels.length !== now.sqlModels.length) return undefined;
  const files: (readonly [ResourceFile, ResourceFile])[] = [];
  for (const [index, file] of now.sqlModels.entries()) {
    const old = before.sqlModels[index];
    if (old === file) continue;
    if (old?.path !== file.path) return undefined;
    files.push([old, file]);
  }
  return files;
}

/** Everything else that drafts are made from, beside what `shared` stands for. */
const LISTS = [
  'prefix',
  'pythonModels',
  'seeds',
  'tests',
  'pythonTests',
  'fixtures',
  'snapshots',
  'functions',
  'properties',
] as const satisfies readonly (keyof Package)[];
