import { type Result, refuse } from '#lib/contracts/problem.ts';

const maxPath = 1_000;

/**
 * The path of an archive's entry, `/` between folders. What would lead outside of the project is
 * refused with the whole archive: nobody packs such a path by accident.
 * @param name as the archive has it; old Windows tools write `\` between folders
 */
export function entryPath(name: string): Result<string> {
  const path = name.includes('/') ? name : name.replaceAll('\\', '/');
  const wrong = wrongPath(path);
  if (wrong === undefined) return { ok: true, value: path.replace(/^(?:\.\/)+/, '') };
  return refuse({
    code: 'import.unsafe_path',
    message: `${shown(name)} ${wrong}.`,
    remedy: 'Pack the project’s folder again, with paths relative to it.',
  });
}

function wrongPath(path: string): string | undefined {
  if (path.length > maxPath) return `has more than ${maxPath} characters`;
  if (/\p{Cc}/u.test(path)) return 'has a control character in its name';
  if (path.startsWith('/') || path.startsWith('\\') || /^[a-z]:/i.test(path)) return 'is an absolute path';
  if (path.split(/[/\\]/).includes('..')) return 'leads out of the archive';
  return undefined;
}

const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
