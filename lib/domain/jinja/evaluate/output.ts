import type { Interpreter } from './interpreter.ts';

/** Text a body writes; counted against the output limit. */
export class Output {
  private readonly interpreter: Interpreter;
  private buffer = '';

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
  }

  write(text: string): void {
    this.interpreter.wrote(text.length);
    this.buffer += text;
  }

  text(): string {
    return this.buffer;
  }
}
