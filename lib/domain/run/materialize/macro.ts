import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Batch, CompiledText } from '../../compile/index.ts';
import type { Outcome, StepContext } from '../context.ts';
import { MacroStatements, talkOf } from '../render/statements.ts';
import { buildBatches } from './microbatch.ts';
import { testOutcome } from './test.ts';
import { placeOf } from './view.ts';

type MacroWork = Extract<NodeWork, { type: 'macro' }>;

/** Builds a node by a materialization written in Jinja; its transactions are its own. */
export function buildByMacro(context: StepContext, node: CompiledNode, work: MacroWork): Promise<Outcome> {
  return work.batched
    ? buildBatches(context, node, work, (batch) => buildOnce(context, node, work, batch))
    : buildOnce(context, node, work);
}

async function buildOnce(context: StepContext, node: CompiledNode, work: MacroWork, batch?: Batch): Promise<Outcome> {
  const { connection, role, log } = context;
  const place = { ...placeOf(context), text: work.sql ?? '', rawText: work.rawSql };
  const statements = new MacroStatements(connection, { role, place });
  const host = {
    ...talkOf(log),
    main: context.main,
    answer: statements.answer.bind(statements),
    compiled: (id: string, text: CompiledText) => {
      if (id === node.graph.id) statements.locateIn(text.code);
      context.compiled(id, text);
    },
  };
  try {
    const { rows, tag, first } = await context.render(
      {
        name: 'materialize',
        id: node.graph.id,
        ...(batch === undefined ? {} : { batch }),
        ...(node.graph.kind === 'seed' ? { text: work.rawSql } : {}),
      },
      host,
    );
    if (node.graph.kind === 'test') return testOutcome(context, rulesOf(node), first ?? []);
    return { status: 'success', ...(rows === undefined ? {} : { rows }), ...(tag === undefined ? {} : { tag }) };
  } finally {
    await statements.end();
  }
}

const rulesOf = ({ config }: CompiledNode) => ({
  severity: String(config.severity ?? 'error').toLowerCase() === 'warn' ? ('warn' as const) : ('error' as const),
  warnIf: String(config.warn_if ?? '!= 0'),
  errorIf: String(config.error_if ?? '!= 0'),
  failCalc: String(config.fail_calc ?? 'count(*)'),
});
