/** A claim holds for 30 s without being renewed (`lib/domain/runs/store.ts`); a stopped runner must give up in that time. */
const leaseMs = 30_000;
const renewEveryMs = 5_000;

export interface Lease {
  stop(): void;
  /** Looks at once: somebody asked for a cancel. */
  look(): void;
}

export interface LeaseOptions {
  readonly renew: () => Promise<'held' | 'cancel' | 'lost'>;
  readonly onCancel: () => void;
  /** The claim is void: another runner may have the run, or it was given up for lost. */
  readonly onLost: () => void;
  readonly everyMs?: number;
}

/** Renews a claim until it is stopped. When it could not be renewed for the time of the lease it counts as lost. */
export function holdLease({ renew, onCancel, onLost, everyMs = renewEveryMs }: LeaseOptions): Lease {
  let renewedAt = performance.now();
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      const state = await renew();
      if (state === 'lost') onLost();
      else renewedAt = performance.now();
      if (state === 'cancel') onCancel();
    } catch {
      // The control database is away; the run goes on as long as the lease holds.
      if (performance.now() - renewedAt > leaseMs) onLost();
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(look, everyMs);
  return { stop: () => clearInterval(timer), look: () => void look() };
}
