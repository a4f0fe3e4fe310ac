import { numeric } from '../../jinja/values/compare.ts';
import { type HashKey, PyObject, type Value } from '../../jinja/values/value.ts';

/** Python's Decimal as a cell holds it: every digit PostgreSQL printed. */
export class Decimal extends PyObject {
  readonly typeName = 'Decimal';
  private readonly digits: string;

  /** @param text as PostgreSQL prints a numeric, or Python a float */
  constructor(text: string) {
    super();
    this.digits = scientific(text);
  }
  override text(): string {
    return this.digits;
  }
  override repr(): string {
    return `Decimal('${this.digits}')`;
  }
  override truth(): boolean {
    return this.number() !== 0;
  }
  override hashKey(): HashKey {
    return this.number();
  }
  override equals(other: Value): boolean {
    if (other instanceof Decimal) return other.digits === this.digits || other.number() === this.number();
    return numeric(other) === this.number();
  }
  number(): number {
    return Number(this.digits);
  }
}

/** Python writes the exponent of a Decimal with a capital and a sign. */
const scientific = (text: string): string => {
  const match = /^([^e]+)e([+-]?)(\d+)$/i.exec(text);
  if (match === null) return text === 'Infinity' || text === '-Infinity' || text === 'NaN' ? text : text;
  const [, mantissa = '', sign = '', exponent = ''] = match;
  return `${mantissa}E${sign === '-' ? '-' : '+'}${exponent.replace(/^0+(?=\d)/, '')}`;
};
