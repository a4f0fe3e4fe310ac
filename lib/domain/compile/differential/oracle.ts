import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Case } from './case.ts';

/** Real dbt, which answers cases in the order they are asked. */
export class Oracle {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  private errors = '';

  /** @param python interpreter of the environment that has dbt */
  constructor(python: string) {
    const script = fileURLToPath(new URL('./oracle.py', import.meta.url));
    const env = { ...process.env, PYTHONHASHSEED: '0', PYTHONIOENCODING: 'utf-8', TZ: 'UTC' };
    this.child = spawn(python, [script], { env });
    this.child.stderr.on('data', (text) => {
      this.errors = `${this.errors}${text}`.slice(-4000);
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.resolve(JSON.parse(line)));
    this.child.on('exit', () => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`The oracle ended.\n${this.errors}`));
    });
  }

  ask(each: Case): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(each)}\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
  }
}
