import type { RegexNode } from './ast.ts';

/** How many characters a pattern takes, when that is always the same: what may stand in a look-behind. */
export function widthOf(node: RegexNode): number | undefined {
  switch (node.type) {
    case 'set':
      return 1;
    case 'assert':
    case 'look':
      return 0;
    case 'sequence':
      return node.items.reduce<number | undefined>((sum, item) => add(sum, widthOf(item)), 0);
    case 'choice':
      return common(node.options);
    case 'group':
    case 'atomic':
      return widthOf(node.body);
    case 'reference':
      return undefined;
    case 'condition':
      return common([node.yes, node.no]);
    case 'repeat': {
      const width = widthOf(node.body);
      return node.least === node.most && width !== undefined ? width * node.least : undefined;
    }
  }
}

const add = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

function common(nodes: readonly RegexNode[]): number | undefined {
  const [first, ...rest] = nodes.map(widthOf);
  return rest.every((width) => width === first) ? first : undefined;
}
