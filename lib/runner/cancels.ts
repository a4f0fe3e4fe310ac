import { onCancelRequested } from '#lib/domain/runs/store.ts';

export interface Cancels {
  /** Calls back when somebody asks for a cancel of the run. @returns a function that ends it. */
  on(runId: string, callback: () => void): () => void;
  close(): void;
}

/** Hears cancels as they are asked for. What a lost connection missed is seen by the lease, which asks every few seconds. */
export function listenForCancels(): Cancels {
  const callbacks = new Map<string, () => void>();
  const close = onCancelRequested((runId) => callbacks.get(runId)?.());
  return {
    on: (runId, callback) => {
      callbacks.set(runId, callback);
      return () => callbacks.delete(runId);
    },
    close,
  };
}
