import { bind } from '../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../jinja/errors.ts';
import { toText } from '../../../jinja/values/text.ts';
import { type CallArguments, PyFunction, type Value } from '../../../jinja/values/value.ts';
import { DateTime } from './datetime/values.ts';
import { UTC, Zone, zoneNamed } from './datetime/zone.ts';
import { moduleOf } from './module.ts';

/** A zone of pytz has two functions that those of Python itself lack. */
class PytzZone extends Zone {
  override attribute(name: string): Value | undefined {
    if (name === 'localize') return new PyFunction(name, (args) => this.localize(args));
    if (name === 'normalize') return new PyFunction(name, (args) => momentOf(args, 'normalize').in(this));
    return super.attribute(name);
  }
  override bound(time: Parameters<Zone['bound']>[0]): Zone {
    return this.key === 'UTC' ? this : new PytzZone(this.key, time);
  }
  private localize(args: CallArguments): Value {
    const moment = momentOf(args, 'localize');
    if (moment.zone !== undefined) throw valueError('Not naive datetime (tzinfo is already set)');
    return new DateTime(moment.date, moment.clock, this.bound(this.local(Number(moment.local / 1_000_000n))));
  }
}

function momentOf(args: CallArguments, callee: string): DateTime {
  const [moment] = bind(callee, args, ['dt', 'is_dst'], 1);
  if (moment instanceof DateTime) return moment;
  throw typeError(`${callee}() needs a datetime`);
}

const utc = new PytzZone(UTC.key);

function timezone(args: CallArguments): Value {
  const { key } = zoneNamed(toText(bind('timezone', args, ['zone'], 1)[0] ?? ''));
  return key === 'UTC' ? utc : new PytzZone(key);
}

/** `modules.pytz` */
export const PYTZ: Value = moduleOf([
  ['utc', utc],
  ['UTC', utc],
  ['timezone', new PyFunction('timezone', timezone)],
  ['all_timezones', Intl.supportedValuesOf('timeZone')],
  ['common_timezones', Intl.supportedValuesOf('timeZone')],
]);
