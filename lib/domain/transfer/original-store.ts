import { type ControlTransaction, control, Prisma } from '#lib/db/control/client.ts';
import type { Kept, Original } from './brought.ts';
import { inFormOf, textHash } from './text-form.ts';

/** Marks a file that is no text: it belongs to every version. */
const noText = '';

/** Keeps the bytes that texts alone would not give back. Part of the transaction that imports. */
export async function storeOriginals(
  tx: ControlTransaction,
  branchId: string,
  { originals, kept }: { readonly originals: readonly Original[]; readonly kept: readonly Kept[] },
): Promise<void> {
  const rows = [...originals, ...kept.map((each) => ({ ...each, textHash: noText }))];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const values = rows
      .slice(at, at + rowsAtOnce)
      .map(({ path, textHash: hash, bytes }) => Prisma.sql`(${branchId}, ${path}, ${hash}, ${bytes})`);
    await tx.$executeRaw`
      INSERT INTO original_file (branch_id, path, text_hash, bytes) VALUES ${Prisma.join(values)}
      ON CONFLICT (branch_id, path, text_hash) DO UPDATE SET bytes = excluded.bytes, created_at = now()`;
  }
}

/** A row has four parameters, a statement 65,535 at most; large files go in few statements anyway. */
const rowsAtOnce = 500;

/** A tree as bytes again: what was not touched since its import is what was imported. */
export async function originalBytes(
  branchId: string,
  files: ReadonlyMap<string, string>,
): Promise<Map<string, Buffer>> {
  const rows = await control().$queryRaw<{ path: string; hash: string; bytes: Uint8Array<ArrayBuffer> }[]>`
    SELECT path, text_hash AS hash, bytes FROM original_file WHERE branch_id = ${branchId} ORDER BY created_at`;
  const whole = new Map<string, Buffer>();
  for (const { path, hash, bytes } of rows) if (hash === noText) whole.set(path, Buffer.from(bytes));
  const bytesOf = findOriginals(
    rows.filter(({ hash }) => hash !== noText),
    files,
  );
  for (const [path, text] of files) whole.set(path, bytesOf(path, text));
  return whole;
}

interface OriginalRow {
  readonly path: string;
  readonly hash: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The bytes of a text at a path: the original's, or the text in the form of the file it was edited from. */
function findOriginals(
  rows: readonly OriginalRow[],
  files: ReadonlyMap<string, string>,
): (path: string, text: string) => Buffer {
  const key = (path: string, hash: string) => `${path}\0${hash}`;
  const exact = new Map(rows.map(({ path, hash, bytes }) => [key(path, hash), bytes]));
  const byPath = new Map(rows.map(({ path, bytes }) => [path, bytes]));
  // A file that was renamed says the same under a path that nothing was imported to.
  const moved = new Map(rows.filter(({ path }) => !files.has(path)).map(({ hash, bytes }) => [hash, bytes]));
  return (path, text) => {
    const hash = textHash(text);
    const form = byPath.get(path);
    const same = exact.get(key(path, hash)) ?? (form ? undefined : moved.get(hash));
    if (same) return Buffer.from(same);
    return form ? inFormOf(text, Buffer.from(form)) : Buffer.from(text);
  };
}
