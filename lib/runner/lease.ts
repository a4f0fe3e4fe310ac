/** How long a claim holds without being renewed; a run of a dead runner is noticed after this and a sweep. */
export const leaseSeconds = 30;
const renewEveryMs = 5_000;

export interface Lease {
  stop(): void;
  /** Looks at once: somebody asked for a cancel. */
  look(): void;
}

/**
 * Renews a claim until it is stopped. A runner that could not renew it for the time of the lease
 * (stopped process, control database away) must assume that the run was given up for lost.
 */
export function holdLease(options: {
  readonly renew: () => Promise<{ readonly cancelRequested: boolean } | undefined>;
  readonly onCancel: () => void;
  readonly onVoid: () => void;
}): Lease {
  let renewedAt = performance.now();
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      const state = await options.renew();
      if (!state) return options.onVoid();
      renewedAt = performance.now();
      if (state.cancelRequested) options.onCancel();
    } catch {
      if (performance.now() - renewedAt > leaseSeconds * 1_000) options.onVoid();
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(look, renewEveryMs);
  return { stop: () => clearInterval(timer), look: () => void look() };
}
