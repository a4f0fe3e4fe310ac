import { hostname } from 'node:os';
import { join } from 'node:path';
import { steadyWasm } from './node/v8.js';
import { statusPath } from './status.js';

/**
 * The environment every process of Insitu reads its settings from: one set of names for web, collab,
 * runner and the command line.
 */
export function processEnvironment({ settings, secrets, databases, python, ports, logPath }) {
  return {
    ...process.env,
    NODE_ENV: settings.dev ? 'development' : 'production',
    INSITU_HOME: settings.home,
    DATABASE_URL: databases.controlUrl,
    INSITU_DATA_URL: databases.dataUrl,
    INSITU_SECRET: secrets.secret,
    INSITU_PYTHON: python,
    INSITU_ADDRESS: process.env.INSITU_ADDRESS ?? addressOf(settings, ports.web),
    INSITU_HOST: settings.host,
    INSITU_WEB_PORT: String(ports.web ?? ''),
    PORT: String(ports.web ?? ''),
    INSITU_COLLAB_PORT: String(ports.collab ?? ''),
    INSITU_LOG: logPath,
    INSITU_STATUS: statusPath(settings.home),
    INSITU_DEV: settings.dev ? '1' : '',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** A TypeScript process of ours, to supervise. */
export function ownService(root, name, script, env) {
  const preload = new URL('./follow-parent.js', import.meta.url).href;
  return {
    name,
    command: process.execPath,
    args: [steadyWasm, '--import', preload, join(root, script)],
    cwd: root,
    env,
  };
}

/** Where people reach the product: what a browser is given, and what links in letters begin with. */
export function addressOf({ host }, port) {
  const name = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
