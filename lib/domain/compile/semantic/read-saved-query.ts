import { recordOf, textOf } from '../config/read.ts';
import type { Config } from '../draft.ts';
import { renderYaml } from '../yaml-render.ts';
import { EXPORTED_AS, type Export, type SavedQuery } from './definition.ts';
import { Fields, type Reading } from './fields.ts';

/** Names what an export is written to, as the project names relations. */
export type NameExport = (
  name: string,
  config: Config,
) => { readonly schema: string; readonly database: string; readonly identifier: string };

/** The definition of a saved query. @param config its own, which holds for its exports too */
export function readSavedQuery(reading: Reading, config: Config, nameExport: NameExport): SavedQuery {
  const { entry } = reading;
  const fields = new Fields(entry.yaml, reading, `the saved query "${entry.name}"`).only(
    'name',
    'query_params',
    'description',
    'label',
    'exports',
    'config',
    'tags',
  );
  const params = fields.map('query_params')?.only('metrics', 'group_by', 'where', 'order_by', 'limit');
  if (params === undefined) fields.required('query_params');
  const exports = fields.maps('exports', 'an export').map((each) => readExport(each, config, nameExport));
  return {
    label: fields.text('label'),
    query_params: {
      metrics: params?.texts('metrics') ?? [],
      group_by: params?.texts('group_by') ?? [],
      where: params?.filter('where') ?? null,
      order_by: params?.texts('order_by') ?? [],
      limit: params?.whole('limit') ?? null,
    },
    exports,
  };
}

function readExport(fields: Fields, config: Config, nameExport: NameExport): Export {
  fields.only('name', 'config');
  const name = fields.required('name');
  const own = fields.map('config');
  const written = own === undefined ? {} : recordOf(renderYaml(own.yaml, fields.reading.rendering));
  const all = { ...config, ...written };
  const wanted = textOf(all, 'export_as');
  const exportAs = EXPORTED_AS.find((each) => each === wanted);
  if (exportAs === undefined) {
    const message = `The export "${name}" ${wanted === undefined ? 'does not say what it is written as' : `has "export_as: ${wanted}"`}.`;
    fields.refuse(own?.at('export_as') ?? fields.at('name'), 'export.as', message, 'Write  export_as: table, or view.');
  }
  const database = textOf(all, 'database');
  const alias = textOf(all, 'alias');
  const relation = nameExport(name, { database, alias });
  return fields.placed({
    name,
    config: {
      export_as: exportAs ?? 'table',
      // What is written is the schema's whole name: the project's macro is not asked for it.
      schema_name: textOf(all, 'schema_name') ?? textOf(all, 'schema') ?? relation.schema,
      alias: alias ?? relation.identifier,
      database: relation.database,
    },
    unrendered_config: written,
  });
}
