import { z } from 'zod';
import type { SqlNotice } from '#lib/contracts/database.ts';
import type { NodeId } from '#lib/contracts/ids.ts';
import type { RunEvent } from '#lib/contracts/run.ts';
import { trainingProgress } from '#lib/contracts/train.ts';

/** What the runtime puts into a NOTICE's DETAIL. */
const runtimeNotice = z.discriminatedUnion('type', [
  z.object({ insitu: z.literal(1), type: z.literal('log'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  trainingProgress.extend({ insitu: z.literal(1), type: z.literal('progress') }),
  z.object({
    insitu: z.literal(1),
    type: z.literal('output'),
    kind: z.enum(['figure', 'table', 'chart', 'value']),
    mime: z.string(),
    data: z.string(),
  }),
]);

/** What the runtime says in a notice; undefined when it is not the runtime's. */
export const readNotice = (notice: SqlNotice): z.infer<typeof runtimeNotice> | undefined =>
  runtimeNotice.safeParse(parse(notice.detail)).data;

/** The event a notice means; a notice that is not the runtime's is a line of the log. */
export function noticeEvent(notice: SqlNotice, nodeId: NodeId, at: string): RunEvent {
  const data = readNotice(notice);
  if (data === undefined) return { type: 'log', at, nodeId, stream: 'notice', text: plainText(notice) };
  switch (data.type) {
    case 'log':
      return { type: 'log', at, nodeId, stream: data.stream, text: data.text };
    case 'output':
      return { type: 'output', at, nodeId, kind: data.kind, mime: data.mime, data: data.data };
    case 'progress':
      return { type: 'progress', at, nodeId, progress: trainingProgress.parse(data) };
  }
}

const plainText = ({ severity, message }: SqlNotice): string =>
  severity === 'NOTICE' ? message : `${severity}: ${message}`;

function parse(detail: string | undefined): unknown {
  if (!detail?.startsWith('{')) return undefined;
  try {
    return JSON.parse(detail);
  } catch {
    return undefined;
  }
}

/** Most that one step may say: a loop that prints must not fill the store of events. */
export const logLimitChars = 1_000_000;

/** Passes events on until a step has said too much; then says so once. */
export function limitedLog(emit: (event: RunEvent) => void, nodeId: NodeId, now: () => string) {
  let left = logLimitChars;
  return (event: RunEvent): void => {
    const talk = event.type === 'log' || event.type === 'output';
    if (talk && left <= 0) return;
    if (event.type === 'log') left -= event.text.length + lineCost;
    if (event.type === 'output') left -= event.data.length;
    emit(!talk || left > 0 ? event : tooMuch(nodeId, now()));
  };
}

/** An empty line is a row of the store too. */
const lineCost = 20;

const tooMuch = (nodeId: NodeId, at: string): RunEvent => ({
  type: 'log',
  at,
  nodeId,
  stream: 'insitu',
  text: 'This step printed too much: the rest is left out.',
});
