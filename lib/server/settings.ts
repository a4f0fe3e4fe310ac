import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface WebSettings {
  /** The checkout, where `.next` is. */
  readonly root: string;
  readonly host: string;
  readonly port: number;
  readonly collabHost: string;
  readonly collabPort: number;
  readonly dev: boolean;
  /** Origins allowed besides the request's own Host: behind a proxy that rewrites it. */
  readonly origins: readonly string[];
}

/** @param env names as in `lib/launch/settings.js` */
export function readSettings(env: NodeJS.ProcessEnv): WebSettings {
  return {
    root: join(dirname(fileURLToPath(import.meta.url)), '../..'),
    host: env.INSITU_HOST ?? '127.0.0.1',
    port: port(env.INSITU_WEB_PORT ?? env.PORT, 4300),
    collabHost: env.INSITU_COLLAB_HOST ?? '127.0.0.1',
    collabPort: port(env.INSITU_COLLAB_PORT, 4301),
    dev: env.INSITU_DEV === '1',
    origins: (env.INSITU_ORIGINS ?? '').split(',').filter(Boolean),
  };
}

function port(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new Error(`'${text}' is no port: give a number between 1 and 65535`);
}
