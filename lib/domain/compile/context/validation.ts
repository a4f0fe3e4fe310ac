import { valueError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { equal } from '../../jinja/values/compare.ts';
import { toText } from '../../jinja/values/text.ts';
import { PyFunction, type Value } from '../../jinja/values/value.ts';

/** dbt's `validation`: what `config.get` and `config.require` take as a validator. */
export const VALIDATION: Value = new PyDict([['any', new PyFunction('any', ({ positional }) => anyOf(positional))]]);

/** A validator that takes these values alone. A template has no word for the types that dbt takes here too. */
const anyOf = (allowed: readonly Value[]): PyFunction =>
  new PyFunction('inner', ({ positional: [value = null] }) => {
    if (allowed.some((each) => equal(value, each))) return null;
    throw valueError(`Expected value "${toText(value)}" to be one of ${allowed.map(toText).join(',')}`);
  });
