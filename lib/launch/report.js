/** Prints what the launcher does: one line a step, with what came of it and its time. */
export function createReport(out = process.stdout) {
  const started = Date.now();
  const live = out.isTTY === true;
  return {
    /**
     * @template T
     * @param {string} name
     * @param {() => T | Promise<T>} work a returned `{note}` is shown beside the name
     * @returns {Promise<T>}
     */
    async step(name, work) {
      const began = Date.now();
      if (live) out.write(`  … ${name}`);
      const slow = live ? undefined : setTimeout(() => out.write(`  … ${name}\n`), 5_000);
      try {
        const result = await work();
        out.write(`${live ? '\r\x1b[K' : ''}  ✓ ${name.padEnd(30)} ${seconds(began).padStart(8)}${note(result)}\n`);
        return result;
      } catch (error) {
        out.write(`${live ? '\r\x1b[K' : ''}  ✗ ${name.padEnd(30)} ${seconds(began).padStart(8)}\n`);
        throw error;
      } finally {
        clearTimeout(slow);
      }
    },
    say: (text) => out.write(`${text}\n`),
    total: () => seconds(started),
  };
}

function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

function note(result) {
  const text = typeof result === 'string' ? result : result?.note;
  return text ? `  ${text}` : '';
}
