/** Shapes of `manifest.json` that the rest of this room reads again; everything else is plain JSON. */
import type { Json } from '../../compile/config/read.ts';

export type { Json };

export interface DependsOn {
  readonly macros: readonly string[];
  readonly nodes?: readonly string[];
}

/** Where a node is written. */
export interface Placed {
  readonly name: string;
  readonly package_name: string;
  /** Below the folder of its kind. */
  readonly path: string;
  /** Inside its package. */
  readonly original_file_path: string;
}

/** An entry of `nodes`, `sources`, `exposures` and so on. */
export interface ManifestNode extends Json, Placed {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly depends_on?: DependsOn;
}

type Entries<T> = Readonly<Record<string, T>>;

export interface Manifest {
  readonly metadata: Json;
  readonly nodes: Entries<ManifestNode>;
  readonly sources: Entries<ManifestNode>;
  readonly macros: Entries<ManifestMacro>;
  readonly docs: Entries<Json>;
  readonly exposures: Entries<ManifestNode>;
  readonly metrics: Entries<ManifestNode>;
  readonly groups: Entries<Json>;
  readonly selectors: Entries<unknown>;
  readonly disabled: Entries<readonly ManifestNode[]>;
  readonly parent_map: Entries<readonly string[]>;
  readonly child_map: Entries<readonly string[]>;
  readonly group_map: Entries<readonly string[]>;
  readonly saved_queries: Entries<ManifestNode>;
  readonly semantic_models: Entries<ManifestNode>;
  readonly unit_tests: Entries<ManifestNode>;
  readonly functions: Entries<ManifestNode>;
}

export interface ManifestMacro extends Json {
  readonly unique_id: string;
  readonly macro_sql: string;
  readonly depends_on: DependsOn;
}
