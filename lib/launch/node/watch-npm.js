import { parentOf, startTime } from '../processes.js';

/**
 * Started by npm, calls back when npm is gone: killed outright it can hand no signal on. Between it
 * and us there is a shell, which stays.
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const above = [process.ppid, parentOf(process.ppid)].filter((pid) => pid > 1);
  const began = above.map(startTime);
  const timer = setInterval(() => {
    if (above.every((pid, at) => startTime(pid) === began[at])) return;
    clearInterval(timer);
    onGone();
  }, 1_000);
  timer.unref();
}
