/** Folder below `macros/` that an export fills for dbt alone; an import leaves it out. */
export const generatedFolder = 'insitu_for_dbt';

/** Whether an export of Insitu's put this file there. */
export const isGenerated = (path: string): boolean => path.split('/').slice(0, -1).includes(generatedFolder);

const note = 'for dbt; an import takes this line away';
const addedToSql =
  /\n-- depends_on: \{\{ ref\('([^'\n]*)'\) \}\} \(for dbt; an import takes this line away(?:, and writes ([^\n]*))?\)\n$/;
const addedToPython = /\ndef insitu_reads\(dbt\): [^\n]*# for dbt; an import takes this line away\n$/;
const written = /\bmodel\s*=\s*ref\(\s*(?:'\w+'|"\w+")\s*\)/;

/**
 * A prediction's SQL as dbt takes it. dbt reads no reference from a name in `model='…'`, and can't
 * keep the relation that `model=ref('…')` gives: the config gets the name, and a line at the end the
 * reference. The line says what stood there, so that an import gives the same bytes back.
 */
export function withTraining(bytes: Buffer, training: string): Buffer {
  const text = bytes.toString('latin1');
  const [segment] = written.exec(text) ?? [];
  const named = segment === undefined ? text : text.replace(segment, `model='${training}'`);
  const before = segment === undefined ? '' : `, and writes ${JSON.stringify(segment)}`;
  return reversible(bytes, `${named}\n-- depends_on: {{ ref('${training}') }} (${note}${before})\n`);
}

/**
 * A Python cell as dbt takes it: dbt overlooks a `dbt.ref` inside another expression, as in
 * `f(dbt.ref("a")["b"])`. A line at the end names everything that the cell reads.
 * @param calls `dbt.ref("a")`, `dbt.source("s", "t")`
 */
export const withReads = (bytes: Buffer, calls: readonly string[]): Buffer =>
  reversible(bytes, `${bytes.toString('latin1')}\ndef insitu_reads(dbt): ${calls.join('; ')}  # ${note}\n`);

/** A file that would not come back as it was goes out as it is: dbt then says what it misses. */
function reversible(bytes: Buffer, text: string): Buffer {
  const whole = Buffer.from(text, 'latin1');
  return withoutAdded(whole).equals(bytes) ? whole : bytes;
}

/** The bytes of a file as they were before an export added to them. */
export function withoutAdded(bytes: Buffer): Buffer {
  if (!bytes.includes(note)) return bytes;
  const text = bytes.toString('latin1');
  const python = addedToPython.exec(text);
  if (python) return bytes.subarray(0, python.index);
  const sql = addedToSql.exec(text);
  if (!sql) return bytes;
  const [, training = '', before] = sql;
  const own = text.slice(0, sql.index);
  return Buffer.from(
    before === undefined ? own : own.replace(`model='${training}'`, () => segmentOf(before)),
    'latin1',
  );
}

function segmentOf(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return '';
  }
}
