import { spawn } from 'node:child_process';
import { argv, env, exit, stdin } from 'node:process';

/**
 * Runs the database server and ends it when the launcher is gone, even when that was killed outright:
 * a process between the two, because the server itself watches nobody.
 * `node keeper.js '{"command", "args", "uid", "gid"}'`, standard input a pipe from the launcher.
 */
const { command, args, uid, gid } = JSON.parse(argv[2]);
const server = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  cwd: '/',
  env,
  uid,
  gid,
  detached: true,
});

server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  exit(1);
});
server.on('exit', (code) => exit(code ?? 1));

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  // Fast shutdown: sessions are ended, a checkpoint is written. Whoever still computes after that is cut off.
  server.kill('SIGINT');
  setTimeout(() => server.kill('SIGQUIT'), 20_000).unref();
  setTimeout(() => server.kill('SIGKILL'), 25_000).unref();
}

stdin.on('end', stop).on('error', stop).resume();
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
