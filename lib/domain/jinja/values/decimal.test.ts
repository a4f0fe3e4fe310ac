import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../parser.ts';
import { contextOf, renderTemplate } from '../render.ts';
import { PyDecimal } from './decimal.ts';

/** Expected texts are those of Python 3.11's decimal module. */
const render = (text: string): string =>
  renderTemplate(
    parseTemplate(text, 't'),
    contextOf(
      new Map([
        ['d', new PyDecimal('2.50')],
        ['n', new PyDecimal('-7.5')],
        ['big', new PyDecimal('123456789012345678901234567890.5')],
        ['small', new PyDecimal('0.00000001')],
      ]),
    ),
  );

describe('PyDecimal', () => {
  it('prints as Python', () => {
    expect(render('{{ d }} {{ [d] }} {{ big }} {{ small }}')).toBe(
      "2.50 [Decimal('2.50')] 123456789012345678901234567890.5 1E-8",
    );
    expect(new PyDecimal('2.5e+30').text()).toBe('2.5E+30');
  });

  it('computes and compares as Python', () => {
    expect(
      render('{{ d + 1 }} {{ d * 2 }} {{ d / 2 }} {{ 1 / d }} {{ d / 3 }} {{ n // 2 }} {{ n % 2 }} {{ -d }}'),
    ).toBe('3.50 5.00 1.25 0.4 0.8333333333333333333333333333 -3 -1.5 -2.50');
    expect(render('{{ d > 2 }} {{ d == 2.5 }} {{ d in [2.5] }} {{ [n, d] | max }} {{ [d, 1] | sum }}')).toBe(
      'True True True 2.50 3.50',
    );
  });

  it('becomes other numbers by filters', () => {
    expect(render('{{ d | int }} {{ n | int }} {{ d | float }} {{ n | abs }} {{ d | round }} {{ d | round(1) }}')).toBe(
      '2 -7 2.5 7.5 2 2.5',
    );
  });

  it('is no float', () => {
    expect(() => render('{{ d + 0.5 }}')).toThrow("unsupported operand type(s) for +: 'decimal.Decimal' and 'float'");
  });
});
