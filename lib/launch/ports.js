import { createServer } from 'node:net';
import { join } from 'node:path';
import { LaunchFailure } from './failure.js';
import { readJson, writeWhole } from './files.js';

const webPort = 4300;

/** @returns {Promise<boolean>} whether we could listen there now */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(cannotListen(error, host, port));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port of the system's choice */
function anyFree() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * A loopback port for one of our own processes: the one it had last time, another when that is taken.
 * @param {string} home
 * @param {'postgres' | 'collab'} name
 */
export async function ownPort(home, name) {
  const path = join(home, 'ports.json');
  const ports = readJson(path);
  if (ports[name] && (await isFree(ports[name]))) return ports[name];
  const port = await anyFree();
  writeWhole(path, JSON.stringify({ ...ports, [name]: port }));
  return port;
}

/**
 * The port people open. One that was asked for must be free; the usual one steps aside when
 * something else has it.
 */
export async function publicPort({ host, port }) {
  if (port !== undefined) {
    if (await isFree(port, host)) return port;
    throw new LaunchFailure('launch.port-taken', {
      what: `Port ${port} is taken by another program.`,
      where: `${host}:${port}`,
      remedy: 'stop that program, or choose another port: npm start -- --port 4310',
    });
  }
  for (let candidate = webPort; candidate < webPort + 100; candidate += 1)
    if (await isFree(candidate, host)) return candidate;
  throw new LaunchFailure('launch.port-taken', {
    what: `Ports ${webPort} to ${webPort + 99} are all taken.`,
    remedy: 'choose one: npm start -- --port 8080',
  });
}

function cannotListen(error, host, port) {
  return new LaunchFailure('launch.cannot-listen', {
    what: `Can't listen on ${host}:${port}: ${error.message}.`,
    remedy:
      error.code === 'EACCES'
        ? 'ports below 1024 need more rights: choose a higher one with --port'
        : 'give an address of this machine with --host',
    exitCode: 2,
    cause: error,
  });
}
