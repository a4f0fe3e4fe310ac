/** PostgreSQL's own short names: what people write in casts. */
const SHORT: Readonly<Record<string, string>> = {
  bigint: 'int8',
  integer: 'int4',
  smallint: 'int2',
  'double precision': 'float8',
  real: 'float4',
  boolean: 'bool',
  'character varying': 'varchar',
  character: 'char',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
};

/** `double precision` → `float8`, `character varying(20)[]` → `varchar(20)[]`; other names stay. */
export function shortType(type: string): string {
  const [, name = '', rest = ''] = /^([a-z ]+?)((?:\(\d[\d,]*\))?(?:\[\])*)$/.exec(type) ?? [];
  const short = SHORT[name];
  return short === undefined ? type : `${short}${rest}`;
}
