import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { type Access, requireAccess } from '#lib/access/access.ts';
import { cookieName, cookieOptions } from '#lib/access/cookie.ts';
import { type RequestFacts, requestFacts } from '#lib/access/request.ts';
import { type Caller, type FreshToken, requireCaller } from '#lib/access/session.ts';
import { isFirstVisit } from '#lib/access/sign-in.ts';
import type { ProjectFile, ProjectView } from '#lib/contracts/api.ts';
import { askedHeader } from '#lib/contracts/asked.ts';
import type { Result } from '#lib/contracts/problem.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { listFiles, listTree } from '#lib/domain/files/store.ts';
import { viewProject } from '#lib/domain/project/view-store.ts';
import { again } from './failure.ts';
import { ownPath } from './oidc.ts';

/** What authorisation needs to know of the request under way. */
export const currentFacts = cache(async (): Promise<RequestFacts> => requestFacts(await headers()));

/** The signed-in person of the request under way; looked up once a request. */
export const currentCaller = cache(async (): Promise<Result<Caller>> => {
  const facts = await currentFacts();
  return again(() => requireCaller(facts));
});

/** For a page: the signed-in person, or away to the page that lets them in and leads back to the very place. */
export async function pageCaller(): Promise<Caller> {
  const caller = await currentCaller();
  if (caller.ok) return caller.value;
  if (await again(isFirstVisit)) redirect('/welcome');
  const next = askedPath((await headers()).get(askedHeader));
  redirect(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
}

/** A link into a file, a version or a task names its place in the search; `_rsc` is Next's own word. */
function askedPath(asked: string | null): string {
  const { pathname, searchParams } = new URL(ownPath(asked ?? '/'), 'http://insitu');
  searchParams.delete('_rsc');
  return searchParams.size ? `${pathname}?${searchParams}` : pathname;
}

/** For a page of a project: the right to see it. Projects of others are not found. */
export const pageAccess = cache(async (slug: string): Promise<Access> => {
  const caller = await pageCaller();
  const access = await again(() => requireAccess(caller, slug, 'viewer'));
  if (!access.ok) notFound();
  return access.value;
});

/** For a project's layout: what its screens are handed; read once a request. */
export const pageProject = cache(async (slug: string): Promise<ProjectView> => {
  const access = await pageAccess(slug);
  const view = await again(() => viewProject(access));
  if (!view.ok) throw new ProblemError(view.problem);
  return view.value;
});

const MOST_LISTED = 2_000;
const LONGEST_SHOWN = 200_000;

/** A project's files without their texts, for the first paint; undefined where they are too many to send along with the page. */
export const pageTree = cache(async (slug: string): Promise<readonly ProjectFile[] | undefined> => {
  const { branch } = await pageProject(slug);
  const tree = await again(() => listTree(branch));
  return tree.length <= MOST_LISTED ? tree : undefined;
});

/** What one file says, for the first paint; undefined where it is not there or long. */
export async function pageText(slug: string, path: string | undefined): Promise<ProjectFile | undefined> {
  const { branch } = await pageProject(slug);
  const found = (await pageTree(slug))?.find((file) => file.path === path && file.bytes <= LONGEST_SHOWN);
  return found && (await again(() => listFiles(branch, [found.documentId])))[0];
}

/** Gives the browser its session's token. Only in actions and route handlers. */
export async function setSessionCookie({ token, expires }: FreshToken): Promise<void> {
  const { secure } = await currentFacts();
  (await cookies()).set(cookieName(secure), token, cookieOptions(secure, expires));
}

/** Takes it away. */
export async function clearSessionCookie(): Promise<void> {
  const { secure } = await currentFacts();
  (await cookies()).set(cookieName(secure), '', cookieOptions(secure, new Date(0)));
}
