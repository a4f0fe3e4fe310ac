import { isUtf8 } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { type Entry, getFileNameLowLevel, openPromise, parseExtraFields, type ZipFile } from 'yauzl';
import { ProblemError } from '#lib/contracts/problem.ts';
import { entryPath } from './entry-path.ts';
import { importLimits } from './limits.ts';
import type { ImportSource, SourceEntry } from './source.ts';

interface Listed extends SourceEntry {
  readonly entry: Entry;
}

/**
 * Opens a zip on disk and lists it; nothing is unpacked but what is read afterwards.
 * @throws ProblemError where it is no zip, or one that a project is never packed as
 */
export async function openZip(path: string): Promise<ImportSource> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch((cause) => {
    throw unreadable(cause);
  });
  try {
    const listed = await list(zip);
    const byPath = new Map(listed.map((each) => [each.path, each.entry]));
    return {
      entries: listed.map(({ entry: _, ...rest }) => rest),
      read: (paths) => readEach(zip, byPath, paths),
      [Symbol.asyncDispose]: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof ProblemError ? error : unreadable(error);
  }
}

async function list(zip: ZipFile): Promise<Listed[]> {
  if (zip.entryCount > importLimits.entries) throw tooMany(zip.entryCount);
  const listed = new Map<string, Listed>();
  for await (const entry of zip.eachEntry()) {
    const one = listedEntry(entry);
    if (one === undefined) continue;
    // Which of the two a tool unpacks differs: what a reviewer saw need not be what is imported.
    if (listed.has(one.path)) throw twice(one.path);
    listed.set(one.path, one);
  }
  return [...listed.values()];
}

function listedEntry(entry: Entry): Listed | undefined {
  const path = entryPath(nameOf(entry));
  if (!path.ok) throw new ProblemError(path.problem);
  if (path.value === '' || path.value.endsWith('/')) return undefined;
  return {
    path: path.value,
    bytes: entry.uncompressedSize,
    packedBytes: entry.compressedSize,
    kind: isLink(entry) ? 'link' : 'file',
    entry,
  };
}

/** What macOS and zip without a locale write is UTF-8 and does not say so; only what can't be UTF-8 is of MS-DOS. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFieldRaw }: Entry): string {
  const flag = isUtf8(fileNameRaw) ? generalPurposeBitFlag | NAMES_ARE_UTF8 : generalPurposeBitFlag;
  return getFileNameLowLevel(flag, fileNameRaw, parseExtraFields(extraFieldRaw), true);
}

/** Bit 11 of an entry's flags. */
const NAMES_ARE_UTF8 = 1 << 11;

/** Unix's file type in the upper half of the attributes: S_IFLNK. */
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

async function* readEach(zip: ZipFile, entries: ReadonlyMap<string, Entry>, paths: readonly string[]) {
  for (const path of paths) {
    const entry = entries.get(path);
    if (entry === undefined) throw new Error(`the archive has no ${path}`);
    if (entry.isEncrypted()) throw encrypted(path);
    try {
      // yauzl ends a stream that gives more bytes than its entry says.
      yield { path, bytes: await buffer(await zip.openReadStreamPromise(entry)) };
    } catch (cause) {
      throw unreadable(cause, path);
    }
  }
}

const unreadable = (cause: unknown, path?: string) =>
  new ProblemError(
    {
      code: 'import.zip',
      message: `${path ? `${path} in this zip` : 'This file'} can’t be read${path ? '' : ' as a zip'}: ${cause instanceof Error ? cause.message : cause}.`,
      remedy: 'Pack the project’s folder again as a zip.',
    },
    { cause },
  );

const encrypted = (path: string) =>
  new ProblemError({
    code: 'import.encrypted',
    message: `${path} in this zip is encrypted.`,
    remedy: 'Pack the folder without a password.',
  });

const twice = (path: string) =>
  new ProblemError({
    code: 'import.twice',
    message: `This zip has ${path} twice.`,
    remedy: 'Pack the project’s folder again.',
  });

const tooMany = (count: number) =>
  new ProblemError({
    code: 'import.many_files',
    message: `This zip has ${count.toLocaleString('en')} entries; ${importLimits.entries.toLocaleString('en')} are the most.`,
    remedy: 'Pack the dbt project alone, without environments and results.',
  });
