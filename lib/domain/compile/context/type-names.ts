/**
 * The class of a type by its OID, by psycopg2's names: what dbt compares contracts by. It tells a
 * text from a number and not a text from a varchar.
 */
const CLASSES: ReadonlyMap<number, string> = new Map([
  [16, 'BOOLEAN'],
  [17, 'BINARY'],
  [20, 'LONGINTEGER'],
  [26, 'ROWID'],
  [114, 'JSON'],
  [199, 'JSONARRAY'],
  [1005, 'INTEGERARRAY'],
  [1006, 'INTEGERARRAY'],
  [1007, 'INTEGERARRAY'],
  [1016, 'LONGINTEGERARRAY'],
  [1000, 'BOOLEANARRAY'],
  [1182, 'DATEARRAY'],
  [1115, 'DATETIMEARRAY'],
  [1185, 'DATETIMETZARRAY'],
  [1231, 'DECIMALARRAY'],
  [1082, 'DATE'],
  [1083, 'TIME'],
  [1266, 'TIME'],
  [1114, 'DATETIME'],
  [1184, 'DATETIMETZ'],
  [1186, 'INTERVAL'],
  [1700, 'DECIMAL'],
  [3802, 'JSONB'],
  ...[21, 23].map((oid): [number, string] => [oid, 'INTEGER']),
  ...[18, 19, 25, 1042, 1043].map((oid): [number, string] => [oid, 'TEXT']),
  ...[700, 701].map((oid): [number, string] => [oid, 'FLOAT']),
  ...[1002, 1003, 1009, 1014, 1015].map((oid): [number, string] => [oid, 'STRINGARRAY']),
  ...[1021, 1022].map((oid): [number, string] => [oid, 'FLOATARRAY']),
]);

export const typeOfOid = (oid: number): string => CLASSES.get(oid) ?? `unknown type_code ${oid}`;
