import { expect, test } from 'vitest';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { setKnowledge, wholeKnowledge } from './known.ts';

const graph: ProjectGraph = { nodes: [], edges: [], problems: [] } as unknown as ProjectGraph;
const openFile = () => {};

function request() {
  const listeners: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => listeners.push(listener),
  };
  const cancel = () => {
    for (const listener of listeners) listener();
  };
  return { token, cancel };
}

test('who asks before the database has answered is told once it has', async () => {
  const asked = wholeKnowledge(request().token);
  setKnowledge({ graph, catalog: null, files: [], openFile });
  let answered = false;
  asked.then(() => {
    answered = true;
  });
  await Promise.resolve();
  expect(answered).toBe(false);
  const whole = { graph, catalog: [], files: [], openFile };
  const forget = setKnowledge(whole);
  expect(await asked).toBe(whole);
  expect(await wholeKnowledge(request().token)).toBe(whole);
  forget();
});

test('a request that is called off is told nothing, and waits no longer', async () => {
  const { token, cancel } = request();
  const asked = wholeKnowledge(token);
  cancel();
  expect(await asked).toBeUndefined();
});
