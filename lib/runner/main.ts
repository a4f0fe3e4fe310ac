import { setTimeout as sleep } from 'node:timers/promises';
import { disconnectControl } from '#lib/db/control/client.ts';
import { stopListening } from '#lib/db/control/listen.ts';
import { runnerStore } from '#lib/domain/runs/store.ts';
import { listenForCancels } from './cancels.ts';
import { startQueue } from './queue.ts';
import { readSettings } from './settings.ts';
import { startSweep } from './sweep.ts';

/** Time for steps to be cancelled and for the last events to be written; the launcher waits 5 s. */
const stopMs = 4_000;

const log = (line: string): void => void process.stdout.write(`${new Date().toISOString()} runner ${line}\n`);

/** The `runner` process: claims runs from the queue, drives the data databases, writes events. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const stopping = new AbortController();
  const cancels = listenForCancels();
  const queue = await startQueue({ ...settings, store: runnerStore, cancels, stopping: stopping.signal, log });
  const stopSweep = startSweep(runnerStore, queue, log);
  const stop = async () => {
    if (stopping.signal.aborted) return;
    log('stopping');
    stopping.abort();
    stopSweep();
    await Promise.race([queue.stop(), sleep(stopMs)]);
    cancels.close();
    await Promise.race([Promise.all([stopListening(), disconnectControl()]), sleep(500)]);
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  process.send?.({ type: 'ready' });
  log('ready');
  await queue.promise;
}

await main();
