import type { Caller } from '#lib/access/session.ts';
import { MAX_TEXT } from '#lib/collab/document.ts';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import type { ImportAnswer, ImportReport, ImportRequest } from '#lib/contracts/transfer.ts';
import { audit } from '#lib/db/control/audit.ts';
import { makeProject, requireMaker } from '../project/create-store.ts';
import { slugOf } from '../project/slug.ts';
import { type Brought, sortFiles } from './brought.ts';
import { storeOriginals } from './original-store.ts';
import type { ImportPlan } from './plan.ts';
import { chooseProject, readPlan } from './read-files.ts';
import { reportOn } from './report.ts';
import type { ImportSource } from './source.ts';

/** Where a project comes from: opened when it is known that the person may bring one. */
export interface ImportOrigin {
  /** In words, for the version's message and the audit log: `shop.zip`, `team/shop.git, branch main`. */
  readonly name: string;
  open(): Promise<ImportSource>;
}

interface Looked {
  readonly plan: ImportPlan;
  readonly brought: Brought;
  readonly report: ImportReport;
}

/** Says what is in a zip or a repository, and what will not work. Nothing is made. */
export async function reportImport(caller: Caller, origin: ImportOrigin, root?: string): Promise<Result<ImportAnswer>> {
  const looked = await look(caller, origin, root);
  if (!looked.ok) return looked;
  if ('roots' in looked.value) return { ok: true, value: { type: 'choose', roots: [...looked.value.roots] } };
  return { ok: true, value: { type: 'report', report: looked.value.report } };
}

/** Makes a project of a zip or a repository, its files as the first version; the report was read before. */
export async function importProject(
  caller: Caller,
  origin: ImportOrigin,
  request: ImportRequest,
): Promise<Result<{ projectId: string; slug: string }>> {
  const looked = await look(caller, origin, request.root);
  if (!looked.ok) return looked;
  if ('roots' in looked.value) return refuse(severalProjects(looked.value.roots));
  const { brought, report } = looked.value;
  if (report.inProcessPython.length > 0 && !request.allowPython) return refuse(pythonNotAllowed(report));
  return makeProject(caller, {
    name: request.name,
    description: '',
    slug: slugOf(request.name),
    files: brought.files,
    first: { cause: 'import', message: `Import ${origin.name}` },
    besides: async (tx, { projectId, branchId }) => {
      await storeOriginals(tx, branchId, brought);
      await audit(tx, {
        action: 'project.imported',
        personId: caller.person.id,
        projectId,
        subject: { from: origin.name, files: report.files, allowedPython: report.inProcessPython.length },
        address: caller.address,
      });
    },
  });
}

async function look(
  caller: Caller,
  origin: ImportOrigin,
  root: string | undefined,
): Promise<Result<Looked | { readonly roots: readonly string[] }>> {
  const allowed = await requireMaker(caller);
  if (!allowed.ok) return allowed;
  try {
    await using source = await origin.open();
    const chosen = chooseProject(source.entries, root);
    if (!chosen.ok) return chosen;
    if (chosen.value.type === 'choose') return { ok: true, value: { roots: chosen.value.roots } };
    const { plan } = chosen.value;
    const brought = sortFiles(await readPlan(source, plan), MAX_TEXT);
    return { ok: true, value: { plan, brought, report: reportOn(plan, brought) } };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}

const severalProjects = (roots: readonly string[]) => ({
  code: 'import.choose',
  message: `Here are ${roots.length} projects.`,
  remedy: `Choose one: ${roots.slice(0, 10).join(', ')}.`,
});

const pythonNotAllowed = ({ inProcessPython: [first] }: ImportReport) => ({
  code: 'import.python',
  message: 'This project creates functions in Python that run inside the server’s process, where nothing fences them.',
  path: first?.path,
  line: first?.line,
  remedy: 'An owner has to allow it; functions/*.py give the same behind a fence.',
});
