import type { YamlScalar } from './yaml-tree.ts';

type ScalarValue = YamlScalar['value'];

/** PyYAML's implicit types, in its order; anything else is text. `y`, `n`, `1e3` and `0o7` are text there. */
const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** What a text begins with that may be anything but a text. */
const MAYBE = /^(?:[-+.~0-9nNtTfFyYoO]|$)/;

const TIME =
  /^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Whether PyYAML reads a plain scalar as a date or a time. */
export const isTime = (text: string): boolean => TIME.test(text);

/** The value of a plain scalar as PyYAML (YAML 1.1) reads it. Dates stay as written. */
export function plainValue(text: string): ScalarValue {
  if (!MAYBE.test(text)) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INTEGER.test(text)) return integer(text.replaceAll('_', ''));
  if (FLOAT.test(text)) return float(text.replaceAll('_', '').toLowerCase());
  return text;
}

/** The value of a scalar with a tag such as `!!int`; undefined for a tag PyYAML's safe loader does not have. */
export function taggedValue(tag: string, text: string): ScalarValue | undefined {
  switch (tag.replace(/^(?:!!|tag:yaml\.org,2002:)/, '')) {
    case 'str':
    case 'timestamp':
    case 'binary':
      return text;
    case 'null':
      return null;
    case 'bool':
    case 'int':
    case 'float':
      return plainValue(text);
    default:
      return undefined;
  }
}

function integer(text: string): number | bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '');
  const exact = sign * magnitude(digits);
  const near = Number(exact);
  return Number.isSafeInteger(near) ? near : exact;
}

function magnitude(digits: string): bigint {
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return BigInt(digits);
}

function float(text: string): number {
  if (text.endsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  if (text.endsWith('nan')) return Number.NaN;
  if (!text.includes(':')) return Number(text);
  const sign = text.startsWith('-') ? -1 : 1;
  return (
    sign *
    text
      .replace(/^[-+]/, '')
      .split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0)
  );
}
