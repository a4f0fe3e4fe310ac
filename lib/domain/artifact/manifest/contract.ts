import { recordOf } from '../../compile/config/read.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { represent } from '../../jinja/values/text.ts';
import { sha256Hex } from './checksum.ts';
import type { Json, ManifestNode } from './types.ts';

/** Materializations whose constraints the database enforces. */
const ENFORCED = new Set(['table', 'incremental']);

/** A model's contract; an enforced one has the checksum that breaking changes are found by. */
export function contractOf(model: ManifestNode, constraints: readonly Json[]): Json {
  const contract = recordOf(model.contract);
  if (contract.enforced !== true) return contract;
  const columns = Object.values(recordOf(model.columns)).map(recordOf);
  const byName = columns.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  const parts = byName.map(
    (column) => `|${column.name}${column.data_type ?? 'None'}${list('Column', column.constraints)}`,
  );
  const materialized = String(recordOf(model.config).materialized);
  if (ENFORCED.has(materialized)) parts.push(materialized, list('Model', constraints));
  return { ...contract, checksum: sha256Hex(parts.join('')) };
}

const FIELDS = ['name', 'expression', 'warn_unenforced', 'warn_unsupported', 'to', 'to_columns'];

/** Constraints as Python prints them: dbt's checksum is over that text. */
function list(level: 'Column' | 'Model', constraints: unknown): string {
  const printed = (Array.isArray(constraints) ? constraints : []).map((each) => {
    const constraint = recordOf(each);
    const fields = [...FIELDS, ...(level === 'Model' ? ['columns'] : [])];
    const values = fields.map((name) => `${name}=${represent(fromJs(constraint[name] ?? null))}`);
    const type = String(constraint.type);
    return `${level}LevelConstraint(type=<ConstraintType.${type}: '${type}'>, ${values.join(', ')})`;
  });
  return `[${printed.join(', ')}]`;
}
