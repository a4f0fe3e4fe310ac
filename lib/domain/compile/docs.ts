import { JinjaError } from '../jinja/errors.ts';
import { didYouMean } from '../jinja/near.ts';
import { toText } from '../jinja/values/text.ts';
import type { CallArguments, Value } from '../jinja/values/value.ts';
import type { Package } from '../project/index.ts';
import type { Workspace } from './workspace.ts';

/** `doc('name')` and `doc('package', 'name')`: the package's own blocks, then the project's, then any. */
export function docFunction(workspace: Workspace, each: Package): (args: CallArguments) => Value {
  return (args) => {
    const names = args.positional.map(toText);
    const name = names.at(-1) ?? '';
    const wanted = names.length > 1 ? names[0] : undefined;
    const { root, packages } = workspace.project;
    const order =
      wanted === undefined ? [each, root, ...packages] : [root, ...packages].filter((other) => other.name === wanted);
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
