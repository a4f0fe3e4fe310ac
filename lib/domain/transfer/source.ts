/** A file of what is brought, before it is read. */
export interface SourceEntry {
  /** Relative, `/` between folders, checked by `entryPath`. */
  readonly path: string;
  /** Unpacked, as its source says; reading more than that fails. */
  readonly bytes: number;
  /** As it lies there. */
  readonly packedBytes: number;
  /** A symbolic link, or a repository inside a repository, is never followed. */
  readonly kind: 'file' | 'link' | 'submodule';
}

/** A zip or a commit: what is in it, and a way to read one file at a time. */
export interface ImportSource extends AsyncDisposable {
  readonly entries: readonly SourceEntry[];
  /** Bytes of files in the order given. @throws ProblemError where one can't be read */
  read(paths: readonly string[]): AsyncGenerator<{ readonly path: string; readonly bytes: Buffer }>;
}
