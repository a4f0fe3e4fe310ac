const megabyte = 1024 * 1024;

/** How much may be brought at once. Larger data belongs into the database, as a source. */
export const importLimits = {
  /** The zip as it is sent. */
  uploadBytes: 128 * megabyte,
  /** Entries of an archive, with those that are left out. */
  entries: 200_000,
  /** Files of the project. dbt's largest known projects have about 10,000 models. */
  files: 20_000,
  /** Everything unpacked. */
  totalBytes: 256 * megabyte,
  /** Unpacked to packed, from `ratioFromBytes` on: CSV packs to a tenth, SQL to a fifth. */
  ratio: 200,
  ratioFromBytes: 16 * megabyte,
} as const;

export const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / megabyte)} MB`;
