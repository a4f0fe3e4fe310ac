import { readFileSync } from 'node:fs';
import { descendants } from './memory.ts';

/** Seconds of processor time a process has used. */
export function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return [11, 12].reduce((ticks, at) => ticks + Number(fields[at] ?? 0), 0) / ticksASecond;
  } catch {
    return 0; // it has just ended
  }
}

/** USER_HZ: what the kernel tells processes, whatever it counts with. */
const ticksASecond = 100;

/** The same of a process and all below it. */
export const familySeconds = (pid: number): number =>
  [pid, ...descendants(pid)].reduce((sum, member) => sum + processorSeconds(member), 0);
