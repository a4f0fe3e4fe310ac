export interface RunnerProcessSettings {
  readonly controlUrl: string;
  /** Runs at a time in this process. */
  readonly concurrency: number;
  /** Steps at a time in one run. */
  readonly threads: number;
  readonly deadlineMs: number;
  /** Where letters go out; absent sends none. */
  readonly mail?: { readonly url: string; readonly from: string };
  /** Where people reach Insitu: what links in letters begin with. */
  readonly address: string;
}

/** @param env names as in `lib/launch/settings.js` */
export function readSettings(env: NodeJS.ProcessEnv): RunnerProcessSettings {
  const controlUrl = env.DATABASE_URL;
  if (!controlUrl) throw new Error('DATABASE_URL is not set: the address of the control database');
  return {
    controlUrl,
    concurrency: number(env.INSITU_RUNS, 4),
    threads: number(env.INSITU_THREADS, 4),
    deadlineMs: number(env.INSITU_RUN_SECONDS, 4 * 3_600) * 1_000,
    ...(env.INSITU_SMTP_URL
      ? { mail: { url: env.INSITU_SMTP_URL, from: env.INSITU_MAIL_FROM ?? 'Insitu <insitu@localhost>' } }
      : {}),
    address: (env.INSITU_ADDRESS ?? 'http://127.0.0.1:4300').replace(/\/+$/, ''),
  };
}

function number(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`“${text}” is not a whole number above 0`);
}
