import { DBT_VERSION } from '../compile/context/package-values.ts';

/** One invocation of a command: what every artefact says of the run that wrote it. */
export interface Invocation {
  /** A UUID. */
  readonly id: string;
  readonly startedAt: Date;
  readonly generatedAt: Date;
  /** Variables that begin with `DBT_ENV_CUSTOM_ENV_`, without that prefix. */
  readonly env: Readonly<Record<string, string>>;
}

const SCHEMAS = {
  manifest: 'manifest/v12',
  'run-results': 'run-results/v6',
  catalog: 'catalog/v1',
  sources: 'sources/v3',
} as const;

/** The `metadata` of an artefact. */
export const metadataOf = (artifact: keyof typeof SCHEMAS, invocation: Invocation) => ({
  dbt_schema_version: `https://schemas.getdbt.com/dbt/${SCHEMAS[artifact]}.json`,
  dbt_version: DBT_VERSION,
  generated_at: invocation.generatedAt.toISOString(),
  invocation_id: invocation.id,
  invocation_started_at: invocation.startedAt.toISOString(),
  env: invocation.env,
});
