import { spawn } from 'node:child_process';

/**
 * Runs a tool whose words the person reads as they come.
 * @param {{cwd: string, env: NodeJS.ProcessEnv, limit: number}} options limit in ms: what hangs is ended and has failed
 * @returns {Promise<number>} exit code
 */
export function runTool(command, args, { cwd, env, limit }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const timer = setTimeout(() => {
      process.stdout.write(`  not done after ${limit / 60_000} minutes: ended\n`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    }, limit);
    child.on('error', (error) => {
      process.stdout.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 128);
    });
  });
}
