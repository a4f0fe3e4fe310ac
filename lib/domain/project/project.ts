import type { Problem } from '../../contracts/problem.ts';
import type { ProjectConfig } from './config-file.ts';
import type { DocsBlock } from './docs.ts';
import type { PropertyEntry } from './property-entry.ts';

/** One file of a package that defines something. */
export interface ResourceFile {
  /** Relative to the project's root, package folder included. */
  readonly path: string;
  /** File name without its ending. */
  readonly name: string;
  /** Folders between the resource folder and the file. */
  readonly folders: readonly string[];
  readonly text: string;
}

/** One package: the project itself, or one that it brings along. */
export interface Package {
  readonly name: string;
  /** `''` for the project itself, else its folder, such as `dbt_packages/name/`. */
  readonly prefix: string;
  readonly config: ProjectConfig;
  readonly sqlModels: readonly ResourceFile[];
  readonly pythonModels: readonly ResourceFile[];
  readonly seeds: readonly ResourceFile[];
  readonly tests: readonly ResourceFile[];
  readonly pythonTests: readonly ResourceFile[];
  /** `tests/fixtures`: rows of unit tests. */
  readonly fixtures: readonly ResourceFile[];
  readonly macros: readonly ResourceFile[];
  readonly analyses: readonly ResourceFile[];
  /** Python below `analyses/`: scratch, run and looked at. */
  readonly scripts: readonly ResourceFile[];
  readonly snapshots: readonly ResourceFile[];
  readonly functions: readonly ResourceFile[];
  readonly properties: readonly PropertyEntry[];
  readonly docs: readonly DocsBlock[];
}

/** A project as its files say; nothing is rendered or resolved yet. */
export interface Project {
  readonly root: Package;
  /** Installed packages, in the order of their folders. */
  readonly packages: readonly Package[];
  readonly problems: readonly Problem[];
}

/** The package a file lies in: an installed one, else the project itself. */
export const packageAt = ({ root, packages }: Project, path: string): Package =>
  packages.find((each) => path.startsWith(each.prefix)) ?? root;
