import { bind } from '../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../jinja/errors.ts';
import { toText } from '../../../jinja/values/text.ts';
import { type CallArguments, PyFunction, type Value } from '../../../jinja/values/value.ts';
import { pad } from './datetime/calendar.ts';
import { DateTime } from './datetime/values.ts';
import { UTC, Zone, type ZoneTime, zoneNamed } from './datetime/zone.ts';
import { moduleOf } from './module.ts';

const DAY = 86_400;

/** A zone of pytz has two functions that those of Python itself lack. */
class PytzZone extends Zone {
  override readonly typeName = 'pytz.tzinfo';
  override repr(): string {
    if (this.key === 'UTC') return '<UTC>';
    const { offset, name } = this.fixed ?? this.first;
    const minutes = Math.round(offset / 60);
    const sign = minutes < 0 ? '-1 day, ' : '+';
    const positive = minutes < 0 ? minutes + 1440 : minutes;
    const kind = this.isSummer(offset) ? 'DST' : 'STD';
    return `<DstTzInfo '${this.key}' ${name}${sign}${Math.floor(positive / 60)}:${pad(positive % 60)}:00 ${kind}>`;
  }
  /** Whether clocks are ahead of what they show half a year before or after. */
  private isSummer(offset: number): boolean {
    const moment = this.fixed?.moment;
    return moment !== undefined && [-1, 1].some((side) => this.at(moment + side * 182 * DAY).offset < offset);
  }

  /** pytz shows a zone without a date at its first known offset, which is local mean time. */
  private get first(): ZoneTime {
    return { offset: this.at(-5_000_000_000).offset, name: 'LMT' };
  }

  override attribute(name: string): Value | undefined {
    if (name === 'localize') return new PyFunction(name, (args) => this.localize(args));
    if (name === 'normalize') return new PyFunction(name, (args) => momentOf(args, 'normalize').in(this));
    return super.attribute(name);
  }
  override bound(time: ZoneTime): Zone {
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

/** `pytz.utc` */
export const PYTZ_UTC = new PytzZone(UTC.key);

function timezone(args: CallArguments): Value {
  const { key } = zoneNamed(toText(bind('timezone', args, ['zone'], 1)[0] ?? ''));
  return key === 'UTC' ? PYTZ_UTC : new PytzZone(key);
}

/** `modules.pytz` */
export const PYTZ: Value = moduleOf([
  ['utc', PYTZ_UTC],
  ['UTC', PYTZ_UTC],
  ['timezone', new PyFunction('timezone', timezone)],
  ['all_timezones', Intl.supportedValuesOf('timeZone')],
  ['common_timezones', Intl.supportedValuesOf('timeZone')],
]);
