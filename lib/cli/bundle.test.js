import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from './bundle.js';

/** A checkout whose command starts a worker, which says what a file of its says, and what lies beside that. */
function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'insitu-checkout-'));
  for (const folder of ['lib/cli', 'node_modules']) mkdirSync(join(root, folder), { recursive: true });
  const write = (path, text) => writeFileSync(join(root, path), text);
  write('package.json', JSON.stringify({ type: 'module', imports: { '#lib/*': './lib/*' } }));
  write('node_modules/.package-lock.json', '{}');
  write(
    'lib/cli/main.ts',
    "import { Worker } from 'node:worker_threads';\nnew Worker(new URL('../worker.ts', import.meta.url));\n",
  );
  write('lib/worker.ts', "import { said } from '#lib/said.ts';\nconst text: string = said;\nconsole.log(text);\n");
  write('lib/beside.txt', 'beside');
  const say = (word) =>
    write(
      'lib/said.ts',
      `import { readFileSync } from 'node:fs';
export const said: string = '${word} ' + readFileSync(new URL('./beside.txt', import.meta.url), 'utf8');
`,
    );
  say('first');
  return { root, say };
}

const outputOf = (file) => execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();
/** Long enough for a file to be older than what is made of it. */
const later = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the command line in a few files', () => {
  test('is made once, and again where a source is another', async () => {
    const { root, say } = checkout();
    await later();
    const first = await commandLine(root);
    expect(first).toMatch(/\.mjs$/);
    expect(outputOf(first)).toBe('first beside');
    expect(await commandLine(root)).toBe(first);
    say('second');
    await later();
    const second = await commandLine(root);
    expect(second).not.toBe(first);
    expect(outputOf(second)).toBe('second beside');
    // A command that began with the one before finds the rest of it.
    expect(outputOf(first)).toBe('first beside');
  });

  test('is that of the sources where nothing can be written', async () => {
    const { root } = checkout();
    writeFileSync(join(root, 'node_modules/.cache'), 'no folder');
    const file = await commandLine(root);
    expect(file).toBe(join(root, 'lib/cli/main.ts'));
    expect(outputOf(file)).toBe('first beside');
  });

  test('says what is wrong with a source', async () => {
    const { root } = checkout();
    writeFileSync(join(root, 'lib/said.ts'), 'export const = ;');
    await expect(commandLine(root)).rejects.toThrow(/said\.ts/);
  });
});
