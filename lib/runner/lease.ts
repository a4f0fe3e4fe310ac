import type { LeaseState } from '#lib/domain/runs/store.ts';

/** How long a claim holds without being renewed: a run of a dead runner is noticed after this and a sweep. */
export const leaseSeconds = 30;
const renewEveryMs = 5_000;

export interface Lease {
  stop(): void;
  /** Looks at once: somebody asked for a cancel. */
  look(): void;
}

export interface LeaseOptions {
  /** undefined: the claim is void. */
  readonly renew: () => Promise<LeaseState | undefined>;
  readonly onCancel: () => void;
  /** The run's person may no longer build in the project. */
  readonly onForbidden: () => void;
  /** The claim is void: another runner may have the run, or it was given up for lost. */
  readonly onLost: () => void;
  readonly everyMs?: number;
}

/** Renews a claim until it is stopped. When it could not be renewed for the time of the lease it counts as lost. */
export function holdLease({ renew, onCancel, onForbidden, onLost, everyMs = renewEveryMs }: LeaseOptions): Lease {
  let renewedAt = performance.now();
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      const state = await renew();
      if (!state) return onLost();
      renewedAt = performance.now();
      if (state.cancelRequested) onCancel();
      else if (!state.mayBuild) onForbidden();
    } catch {
      // The control database is away; the run goes on as long as the lease holds.
      if (performance.now() - renewedAt > leaseSeconds * 1_000) onLost();
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(look, everyMs);
  return { stop: () => clearInterval(timer), look: () => void look() };
}
