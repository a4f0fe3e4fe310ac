const ESCAPE = /\\(?:\r\n|u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g;

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** The first escape that wants more hexadecimal digits than follow it: `\u00e`. */
export function brokenEscape(body: string): string | undefined {
  for (const [whole, , , , , simple] of body.matchAll(ESCAPE))
    if (simple === 'u' || simple === 'U' || simple === 'x') return whole;
  return undefined;
}

/** Text of a Python string literal without its quotes. An unknown escape keeps its backslash, as in Python. */
export function unescapeString(body: string): string {
  return body
    .replace(/\r\n?/g, '\n')
    .replace(ESCAPE, (whole, u4: string, u8: string, x2: string, octal: string, simple: string) => {
      const hex = u4 ?? u8 ?? x2;
      if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return SIMPLE[simple] ?? whole;
    });
}
