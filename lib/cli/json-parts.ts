/** Characters of a part, at least. */
const PART = 1 << 20;

/**
 * The text of `JSON.stringify(value)` in parts, for an object whose members' members are many: the
 * manifest of 10,000 models is 60 MB, which need not be in memory at once.
 */
export function* jsonParts(value: object): Generator<string, undefined> {
  let part = '';
  for (const piece of pieces(value, 2)) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield part;
}

function* pieces(value: unknown, depth: number): Generator<string, undefined> {
  if (depth === 0 || !isPlainObject(value)) {
    yield JSON.stringify(value);
    return;
  }
  let before = '{';
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* pieces(each, depth - 1);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
