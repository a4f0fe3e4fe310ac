import { listen } from '#lib/db/control/listen.ts';

export interface Cancels {
  /** Calls back when somebody asks for a cancel of the run. @returns a function that ends it. */
  on(runId: string, callback: () => void): () => void;
  close(): void;
}

/** Hears cancels as they are asked for; after a lost connection every run looks for itself. */
export function listenForCancels(): Cancels {
  const callbacks = new Map<string, () => void>();
  const all = () => {
    for (const callback of callbacks.values()) callback();
  };
  const close = listen('insitu_cancel', (runId) => callbacks.get(runId)?.(), all);
  return {
    on: (runId, callback) => {
      callbacks.set(runId, callback);
      return () => callbacks.delete(runId);
    },
    close,
  };
}
