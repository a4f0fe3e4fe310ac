import type { ParsedProject } from '../../compile/index.ts';
import { packagePath, resourcePath } from './paths.ts';
import type { Json } from './types.ts';

const OVERVIEW = `### Welcome!

These pages were made from the project's code: its models, their columns, tests and lineage.

The *Project* tab shows the files, the *Database* tab the relations they build. Press the button at the lower right to see how everything depends on everything else.`;

/** Every docs block of the project and its packages, and a first page for a project that has none. */
export function manifestDocs({ workspace }: ParsedProject): Readonly<Record<string, Json>> {
  const { root, packages } = workspace.project;
  const blocks = [root, ...packages].flatMap((each) =>
    each.docs.map((block) =>
      docOf(each.name, block.name, block.text, packagePath(block.path, each), resourcePath(block.path, each)),
    ),
  );
  const overview = docOf('dbt', '__overview__', OVERVIEW, 'docs/overview.md', 'overview.md');
  return Object.fromEntries([...blocks, overview].map((doc) => [String(doc.unique_id), doc]));
}

const docOf = (packageName: string, name: string, text: string, file: string, path: string): Json => ({
  name,
  resource_type: 'doc',
  package_name: packageName,
  path,
  original_file_path: file,
  unique_id: `doc.${packageName}.${name}`,
  block_contents: text,
});
