import { type Result, refuse } from '#lib/contracts/problem.ts';

const maxPath = 400;
const maxSegmentBytes = 255;

/**
 * A path within a project as it is stored: relative, `/` between folders, composed letters (NFC).
 * What a file system or an archive could read as leading elsewhere is refused.
 */
export function projectPath(text: string): Result<string> {
  const path = text.normalize('NFC').trim();
  const wrong = path === '' ? 'A file needs a name.' : wrongPath(path);
  if (!wrong) return { ok: true, value: path };
  return refuse({
    code: 'file.path',
    message: wrong,
    remedy: 'Write a path within the project, for example models/staging/stg_orders.sql.',
  });
}

function wrongPath(path: string): string | undefined {
  if (path.length > maxPath) return `A path has at most ${maxPath} characters.`;
  if (/[\p{C}\\:*?"<>|]/u.test(path)) return `'${path}' has a character that a path can't have.`;
  if (path.startsWith('/')) return 'A path is relative to the project.';
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return `'${path}' does not lead to a file.`;
    if (segment !== segment.trim()) return `'${segment}' begins or ends with a space.`;
    if (new TextEncoder().encode(segment).length > maxSegmentBytes) return `'${segment}' is too long.`;
  }
  return undefined;
}
