const two = (value: number): string => String(value).padStart(2, '0');

/** PostgreSQL's interval as Python prints a timedelta: psycopg2 counts a month as 30 days, a year as 365. */
export function intervalText(text: string): string {
  const amount = (unit: string): number => Number(new RegExp(`(-?\\d+) ${unit}`).exec(text)?.[1] ?? 0);
  let days = amount('year') * 365 + amount('mon') * 30 + amount('day');
  const clock = /(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?/.exec(text);
  let micros = 0;
  if (clock !== null) {
    const [, sign = '', hours, minutes, seconds, fraction = ''] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    micros = (whole * 1_000_000 + Number(fraction.padEnd(6, '0'))) * (sign === '-' ? -1 : 1);
  }
  const dayMicros = 86_400_000_000;
  days += Math.floor(micros / dayMicros);
  micros -= Math.floor(micros / dayMicros) * dayMicros;
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros % 1_000_000;
  const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const shown = rest === 0 ? time : `${time}.${String(rest).padStart(6, '0')}`;
  return days === 0 ? shown : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${shown}`;
}
