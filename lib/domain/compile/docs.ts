import { didYouMean } from '../../contracts/near.ts';
import type { Problem } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { toText } from '../jinja/values/text.ts';
import type { CallArguments, Value } from '../jinja/values/value.ts';
import type { DocsBlock, Package, Project } from '../project/index.ts';
import type { Workspace } from './workspace.ts';

/** Blocks of one package that have the same name. */
export function duplicateDocs({ root, packages }: Project): Problem[] {
  return [root, ...packages].flatMap((each) => {
    const known = new Map<string, DocsBlock>();
    return each.docs.flatMap((block) => {
      const other = known.get(block.name);
      known.set(block.name, other ?? block);
      return other === undefined ? [] : [duplicate(block, other)];
    });
  });
}

const duplicate = (block: DocsBlock, other: DocsBlock): Problem => ({
  code: 'doc.duplicate',
  severity: 'error',
  message: `There are two docs blocks named "${block.name}": here and in ${other.path}:${other.line}.`,
  path: block.path,
  line: block.line,
  column: 1,
  remedy: 'Rename one of the two.',
});

/** `doc('name')` and `doc('package', 'name')`: the project's blocks, then the package's own, then any. */
export function docFunction(workspace: Workspace, each: Package): (args: CallArguments) => Value {
  return (args) => {
    const names = args.positional.map(toText);
    const name = names.at(-1) ?? '';
    const wanted = names.length > 1 ? names[0] : undefined;
    const { root, packages } = workspace.project;
    const order =
      wanted === undefined ? [root, each, ...packages] : [root, ...packages].filter((other) => other.name === wanted);
    for (const other of order) {
      const block = other.docs.find((docs) => docs.name === name);
      if (block !== undefined) return block.text;
    }
    throw new JinjaError('undefined', `There is no docs block named '${name}'.`, {
      code: 'doc.missing',
      remedy:
        didYouMean(
          name,
          order.flatMap((other) => other.docs.map((docs) => docs.name)),
        ) ?? `Write {% docs ${name} %} … {% enddocs %} in a .md file.`,
    });
  };
}

const CALL = /\bdoc\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?\)/g;

/** Unique ids of the docs blocks that a description quotes. */
export function docBlocks(text: string | undefined, each: Package, workspace: Workspace): string[] {
  if (text === undefined || !text.includes('doc(')) return [];
  const { root, packages } = workspace.project;
  return [...text.matchAll(CALL)].flatMap(([, first = '', second]) => {
    const name = second ?? first;
    const order =
      second === undefined ? [root, each, ...packages] : [root, ...packages].filter((other) => other.name === first);
    const owner = order.find((other) => other.docs.some((block) => block.name === name));
    return owner === undefined ? [] : [`doc.${owner.name}.${name}`];
  });
}
