import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Batch, CompiledText } from '../../compile/index.ts';
import type { Outcome, StepContext } from '../context.ts';
import { MacroStatements, talkOf } from '../render/statements.ts';
import { planBatches } from './batches.ts';
import { testOutcome } from './test.ts';
import { placeOf } from './view.ts';

type MacroWork = Extract<NodeWork, { type: 'macro' }>;

/** Builds a node by a materialization written in Jinja; its transactions are its own. */
export async function buildByMacro(context: StepContext, node: CompiledNode, work: MacroWork): Promise<Outcome> {
  const batches = batchesOf(context, node, work);
  if (batches === undefined) return buildOnce(context, node, work);
  let rows = 0;
  for (const batch of batches) {
    context.log(`Batch ${batch.start} to ${batch.end}.`);
    rows += (await buildOnce(context, node, work, batch)).rows ?? 0;
  }
  return { status: 'success', rows };
}

/** The batches of a microbatch model; undefined for any other. Each is a transaction of its own, as in dbt. */
function batchesOf(context: StepContext, { config }: CompiledNode, work: MacroWork): Batch[] | undefined {
  if (work.materialization !== 'incremental' || config.incremental_strategy !== 'microbatch') return undefined;
  const standing = work.relation && context.relations.get(work.relation);
  const anew = typeof config.full_refresh === 'boolean' ? config.full_refresh : context.fullRefresh;
  return planBatches({
    size: String(config.batch_size),
    lookback: typeof config.lookback === 'number' ? config.lookback : 1,
    begin: new Date(utc(String(config.begin))),
    fromBegin: standing?.kind !== 'r' || anew,
    now: new Date(),
    ...(context.eventTime === undefined ? {} : { window: context.eventTime }),
  });
}

/** A time without a zone is one of UTC. */
const utc = (text: string): string => (/(Z|[+-]\d\d:?\d\d)$/.test(text) || !/[T ]/.test(text) ? text : `${text}Z`);

async function buildOnce(context: StepContext, node: CompiledNode, work: MacroWork, batch?: Batch): Promise<Outcome> {
  const { connection, role, log } = context;
  const place = { ...placeOf(context), text: work.sql ?? '', rawText: work.rawSql };
  const statements = new MacroStatements(connection, { role, place });
  const host = {
    ...talkOf(log),
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
