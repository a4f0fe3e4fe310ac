import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const rotateAt = 20e6;

/** One log for all processes: each line with its time and who said it. The one before is kept when it grew large. */
export function openLog(home) {
  const path = join(home, 'log/insitu.log');
  if (existsSync(path) && statSync(path).size > rotateAt) renameSync(path, `${path}.1`);
  const file = createWriteStream(path, { flags: 'a', mode: 0o640 });
  // A full disk must not end the processes whose words can't be written.
  file.on('error', () => {});
  const recent = new Map();
  const line = (name, text) => {
    recent.set(name, [...(recent.get(name) ?? []), text].slice(-20));
    file.write(`${new Date().toISOString()} ${name.padEnd(8)} ${text}\n`);
  };
  return {
    path,
    line,
    /** The last lines of one process, for a message about its failure. */
    recent: (name) => (recent.get(name) ?? []).join('\n'),
    /** Follows a stream of a child. */
    follow: (name, stream) => followLines(stream, (text) => line(name, text)),
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}

function followLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop().slice(-100_000);
    for (const line of lines) if (line.trim()) onLine(line);
  });
  stream.on('end', () => rest.trim() && onLine(rest));
  stream.on('error', () => {});
}
