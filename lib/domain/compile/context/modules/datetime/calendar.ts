/** Days of the proleptic Gregorian calendar, counted from 1970-01-01. Months are 1 to 12. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since the epoch; by H. Hinnant's algorithm `days_from_civil`. */
export function toDays({ year, month, day }: CalendarDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day since the epoch; `civil_from_days`. */
export function fromDays(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Monday is 0. */
export const weekday = (days: number): number => (((days + 3) % 7) + 7) % 7;

/** ISO year, week and weekday (Monday is 1). */
export function isoWeek(days: number): readonly [number, number, number] {
  const day = weekday(days);
  const thursday = days - day + 3;
  const { year } = fromDays(thursday);
  return [year, Math.floor((thursday - toDays({ year, month: 1, day: 1 })) / 7) + 1, day + 1];
}

export const dayOfYear = (date: CalendarDate): number =>
  toDays(date) - toDays({ year: date.year, month: 1, day: 1 }) + 1;

export const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
