import { floatText, PyFloat } from '../../jinja/values/value.ts';

/** JSON text without a character beyond ASCII, as Python writes it. */
const asciiJson = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value of JSON as Python's `json.dumps` writes it. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (value instanceof PyFloat) return floatText(value.value);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${jsonText(key)}: ${jsonText(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return asciiJson(JSON.stringify(value) ?? 'null');
}
