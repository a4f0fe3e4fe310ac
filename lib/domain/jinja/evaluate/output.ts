import { typeError } from '../errors.ts';
import { toText, typeName } from '../values/text.ts';
import type { Value } from '../values/value.ts';
import type { Interpreter } from './interpreter.ts';

/** Text a body writes; counted against the output limit. */
export class Output {
  protected readonly interpreter: Interpreter;
  private buffer = '';
  private broken: unknown;

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
  }

  write(text: string): void {
    this.interpreter.wrote(text.length);
    this.buffer += text;
  }

  /** Writes what `{{ … }}` gave. */
  print(value: Value): void {
    this.write(typeof value === 'string' ? value : toText(value));
  }

  /** Passes on what a filter or call block gave. What is no text is an error when all is put together, as in Jinja. */
  pass(value: Value): void {
    if (typeof value === 'string') this.write(value);
    else this.broken ??= this.interpreter.located(typeError(`expected str instance, ${typeName(value)} found`));
  }

  text(): string {
    if (this.broken !== undefined) throw this.broken;
    return this.buffer;
  }
}
