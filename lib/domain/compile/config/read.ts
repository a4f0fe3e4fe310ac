/** Reading values of a config without trusting their types. */
import type { Config } from '../draft.ts';

/** What is written as JSON, and not read again. */
export type Json = Readonly<Record<string, unknown>>;

export const textOf = (config: Config, key: string): string | undefined => {
  const value = config[key];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

export const textsIn = (config: Config, key: string): string[] => {
  const value = config[key];
  if (Array.isArray(value)) return value.map(String);
  return value === undefined || value === null ? [] : [String(value)];
};

/** A boolean config; text such as `"false"` from Jinja counts as what it says. */
export const flagOf = (config: Config, key: string, otherwise: boolean): boolean => {
  const value = config[key];
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return !/^(false|no|off|0|)$/i.test(value.trim());
  return otherwise;
};

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

export const recordsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(recordOf) : [];
