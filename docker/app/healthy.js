import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** Health checks of the containers: `http PORT`, `tcp PORT`, `process SCRIPT`. Exit code 0 is healthy. */
const [kind, what] = process.argv.slice(2);
const checks = {
  http: async () => (await fetch(`http://127.0.0.1:${what}/api/health`)).ok,
  tcp: () =>
    new Promise((resolve) => {
      const socket = connect(Number(what), '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
    }),
  process: async () => readdirSync('/proc').some((pid) => Number(pid) !== process.pid && commandOf(pid).includes(what)),
};
process.exit((await checks[kind]().catch(() => false)) ? 0 : 1);

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
