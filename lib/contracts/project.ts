/** A project's text: path relative to its root, `/` between folders, LF inside. Immutable. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** Where a project is compiled for; what Jinja sees as `target`. */
export interface Target {
  readonly name: string;
  readonly type: 'postgres';
  readonly database: string;
  readonly schema: string;
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly threads: number;
}
