const full = /No space left on device|ENOSPC|EDQUOT|Disk quota exceeded/;

/**
 * An expected failure of the launcher: what happened, where, and what the person can do.
 * Everything else that throws is a bug and keeps its stack.
 */
export class LaunchFailure extends Error {
  /**
   * @param {string} code such as `launch.port-taken`
   * @param {{what: string, where?: string, remedy?: string, exitCode?: number, cause?: unknown}} parts
   */
  constructor(code, { what, where, remedy, exitCode = 1, cause }) {
    super(what, { cause });
    this.name = 'LaunchFailure';
    this.code = code;
    this.where = where;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** @returns {string} the lines a person reads */
export function explain(error) {
  if (isDiskFull(error)) return explain(diskFull(error));
  if (!(error instanceof LaunchFailure)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [`✗ ${error.message}  [${error.code}]`];
  if (error.where) lines.push(indent(`where: ${error.where}`));
  if (error.remedy) lines.push(indent(`to do: ${error.remedy}`));
  return lines.join('\n');
}

/** Whether anything in an error's chain says that the disk (or a quota) is full. */
export function isDiskFull(error) {
  if (!(error instanceof Error) || error.code === 'launch.disk-full') return false;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return true;
  return full.test(`${error.message} ${error.where ?? ''}`) || isDiskFull(error.cause);
}

function diskFull(error) {
  return new LaunchFailure('launch.disk-full', {
    what: 'The disk is full.',
    where: error.path ?? fullLine(`${error.where ?? ''}\n${error.message}`),
    remedy: 'free some space (a first start needs about 3 GB) and start again: it goes on where it stopped',
    cause: error,
  });
}

/** The line that says so, with the file it happened on. */
function fullLine(text) {
  return text.split('\n').find((line) => full.test(line));
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
