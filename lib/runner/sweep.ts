import { maxAttempts, runTask } from './queue.ts';
import type { RunnerStore } from './store.ts';

const everyMs = 10_000;
/** A runner claims a run within a second, unless all are busy: then adding its job again changes nothing. */
const unclaimedAfterSeconds = 30;

interface Queue {
  addJob(task: string, payload: unknown, spec: { jobKey: string; maxAttempts: number }): Promise<unknown>;
}

/**
 * Looks after what other runners left: runs whose lease is over are lost (lease 30 s + sweep 10 s:
 * within a minute), queued runs whose job went down with a runner get a new one. Every runner
 * sweeps; claims make that harmless.
 */
export function startSweep(store: RunnerStore, queue: Queue, log: (line: string) => void): () => void {
  const sweep = async () => {
    try {
      for (const runId of await store.lose()) log(`run ${runId}: lost, its runner is gone`);
      for (const runId of await store.unclaimed(unclaimedAfterSeconds)) {
        await queue.addJob(runTask, { runId }, { jobKey: `run:${runId}`, maxAttempts });
      }
    } catch (error) {
      log(`sweep: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const timer = setInterval(sweep, everyMs);
  void sweep();
  return () => clearInterval(timer);
}
