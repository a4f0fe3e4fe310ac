import { Zip, ZipDeflate } from 'fflate';

/** A file with its path in what was brought. */
export interface PackedFile {
  readonly path: string;
  readonly file: Blob;
}

/** Never part of a project, and often most of a folder's bytes. */
const left = new Set(['.git', 'node_modules', '.venv', '__pycache__']);
const isLeft = (path: string): boolean => path.split('/').some((part) => left.has(part));

/** Packs a folder's files into one zip, one file in memory at a time. */
export async function packFolder(files: readonly PackedFile[]): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(new Uint8Array(chunk));
  });
  for (const { path, file } of files) {
    const entry = new ZipDeflate(path, { level: 1 });
    zip.add(entry);
    entry.push(new Uint8Array(await file.arrayBuffer()), true);
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}

/** The files of a folder that was chosen in a file dialog. */
export const filesOfInput = (chosen: Iterable<File>): PackedFile[] =>
  [...chosen].map((file) => ({ path: file.webkitRelativePath || file.name, file })).filter(({ path }) => !isLeft(path));

/** What was dropped: one zip, or the files of one or more folders. Entries are only there while the event is handled. */
export function droppedEntries(items: DataTransferItemList): FileSystemEntry[] {
  return [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

/** Every file below dropped entries. */
export async function filesOfEntries(entries: readonly FileSystemEntry[]): Promise<PackedFile[]> {
  const found = await Promise.all(entries.filter(({ fullPath }) => !isLeft(fullPath)).map(filesBelow));
  return found.flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<PackedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  return isDirectory(entry) ? filesOfEntries(await entriesOf(entry.createReader())) : [];
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A reader gives about a hundred entries at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
