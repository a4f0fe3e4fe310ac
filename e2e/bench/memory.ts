import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

const everyMs = 25;

/** Bytes a process has for itself: its anonymous memory. Files it maps (libraries) and shared buffers are not in it. */
export function privateBytes(pid: number): number {
  try {
    const kilobytes = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0; // it has just ended
  }
}

/** Bytes in the memory files (memfd) a process holds open: nobody's anonymous memory, but there all the same. */
export function memoryFileBytes(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder)) {
      if (readlinkSync(`${folder}/${entry}`).startsWith('/memfd:'))
        bytes += statSync(`${folder}/${entry}`).blocks * 512;
    }
  } catch {
    return bytes;
  }
  return bytes;
}

/** Every process below `pid`. */
export function descendants(pid: number): readonly number[] {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return own.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

/** Private memory of a process and all below it, with the memory files of the first. */
export const familyBytes = (pid: number): number =>
  [pid, ...descendants(pid)].reduce((sum, member) => sum + privateBytes(member), 0) + memoryFileBytes(pid);

/** Watches the peak of `measure` until `stop` is called. */
export function watchPeak(measure: () => number): { stop(): number } {
  let peak = measure();
  const timer = setInterval(() => {
    peak = Math.max(peak, measure());
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}
