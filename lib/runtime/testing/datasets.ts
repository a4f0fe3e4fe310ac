import { execFileSync } from 'node:child_process';
import type pg from 'pg';

const program = `
import json, sys
from sklearn import datasets
loaded = getattr(datasets, "load_" + sys.argv[1])()
names = [n.replace(" (cm)", "").replace(" ", "_") for n in loaded.feature_names]
labels = getattr(loaded, "target_names", None)
rows = [dict(zip(names, map(float, x)), id=i, target=str(labels[t]) if labels is not None else float(t))
        for i, (x, t) in enumerate(zip(loaded.data, loaded.target))]
print(json.dumps({"names": names, "text": labels is not None, "rows": rows}))
`;

/** Creates `table` (id, the features, target) with one of scikit-learn's data sets, by the interpreter of the child. */
export async function loadDataset(
  client: pg.Client,
  table: string,
  name: 'iris' | 'breast_cancer' | 'diabetes',
): Promise<void> {
  const python = process.env.INSITU_PYTHON;
  if (!python) throw new Error('INSITU_PYTHON is not set');
  const text = execFileSync(python, ['-c', program, name], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const data: { names: string[]; text: boolean; rows: unknown[] } = JSON.parse(text);
  const columns = ['id integer', ...data.names.map((n) => `"${n}" float8`), `target ${data.text ? 'text' : 'float8'}`];
  await client.query(`create table ${table} (${columns.join(', ')})`);
  await client.query(`insert into ${table} select r.* from jsonb_populate_recordset(null::${table}, $1::jsonb) as r`, [
    JSON.stringify(data.rows),
  ]);
}
