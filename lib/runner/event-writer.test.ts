import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { EventWriter } from './event-writer.ts';

const line = (text: string): RunEvent => ({ type: 'log', at: '2024-01-31T00:00:00Z', stream: 'insitu', text });

/** A writer whose batches land in a list. */
function writer(answer: (batch: readonly RunEvent[], attempt: number) => boolean) {
  const batches: string[][] = [];
  let attempts = 0;
  let voided = 0;
  const events = new EventWriter(
    async (batch) => {
      attempts += 1;
      await sleep(5);
      const written = answer(batch, attempts);
      if (written) batches.push(batch.map((event) => (event.type === 'log' ? event.text : event.type)));
      return written;
    },
    () => {
      voided += 1;
    },
  );
  return { events, batches, voided: () => voided };
}

describe('EventWriter', () => {
  it('keeps the order over many batches', async () => {
    const { events, batches } = writer(() => true);
    const texts = Array.from({ length: 1_300 }, (_, index) => `line ${index}`);
    for (const text of texts.slice(0, 700)) events.emit(line(text));
    await sleep(100);
    for (const text of texts.slice(700)) events.emit(line(text));
    await events.close();
    expect(batches.flat()).toEqual(texts);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(500);
  });

  it('stops for good when its claim is void, and says so once', async () => {
    const { events, batches, voided } = writer((_, attempt) => attempt === 1);
    events.emit(line('first'));
    await sleep(120);
    for (const text of ['late', 'later']) {
      events.emit(line(text));
      await sleep(120);
    }
    await events.close();
    expect(batches.flat()).toEqual(['first']);
    expect(voided()).toBe(1);
  });

  it('keeps what was emitted while the control database was away', async () => {
    const { events, batches } = writer((_, attempt) => {
      if (attempt < 3) throw new Error('connection refused');
      return true;
    });
    events.emit(line('kept'));
    await events.close();
    expect(batches.flat()).toEqual(['kept']);
  });
});
