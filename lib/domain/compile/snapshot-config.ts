import { nearNames } from '../../contracts/near.ts';
import { recordOf, textOf, textsIn } from './config/read.ts';
import type { Config } from './draft.ts';
import type { ConfigFault } from './training-config.ts';

const STRATEGIES = ['timestamp', 'check'];
const HARD_DELETES = ['ignore', 'invalidate', 'new_record'];
const META_COLUMNS = ['dbt_valid_from', 'dbt_valid_to', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'];

/** What is wrong with a snapshot's config, as dbt would refuse it when it parses. */
export function snapshotFaults(config: Config): ConfigFault[] {
  return [
    ...missing(config),
    ...strategyFaults(config),
    ...deleteFaults(config),
    ...metaFaults(config),
    ...materializedFaults(config),
  ];
}

function missing(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  if (!textOf(config, 'strategy')) {
    faults.push({
      key: 'strategy',
      code: 'snapshot.strategy',
      message: 'A snapshot needs a strategy.',
      remedy: "Set strategy='timestamp' with updated_at, or strategy='check' with check_cols.",
    });
  }
  if (textsIn(config, 'unique_key').length === 0) {
    faults.push({
      key: 'unique_key',
      code: 'snapshot.unique_key',
      message: 'A snapshot needs a unique_key.',
      remedy: 'Name the column, or the list of columns, that tells one row from another.',
    });
  }
  return faults;
}

function strategyFaults(config: Config): ConfigFault[] {
  const strategy = textOf(config, 'strategy');
  const columns = config.check_cols;
  if (strategy === 'timestamp') return timestampFaults(config);
  if (strategy !== 'check') return unknownStrategy(strategy);
  if (columns === 'all' || (Array.isArray(columns) && columns.length > 0)) return [];
  const what = columns === undefined || columns === null ? 'needs check_cols' : 'has a check_cols that is no list';
  return [
    {
      key: 'check_cols',
      code: 'snapshot.check_cols',
      message: `A snapshot with strategy='check' ${what}.`,
      remedy: "Give check_cols='all', or a list of columns.",
    },
  ];
}

function timestampFaults(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  if (!textOf(config, 'updated_at')) {
    faults.push({
      key: 'updated_at',
      code: 'snapshot.updated_at',
      message: "A snapshot with strategy='timestamp' needs updated_at.",
      remedy: 'Name the column that says when a row last changed.',
    });
  }
  if (textsIn(config, 'check_cols').length > 0) {
    faults.push({
      key: 'check_cols',
      code: 'snapshot.check_cols',
      message: "A snapshot with strategy='timestamp' takes no check_cols.",
      remedy: "Remove check_cols, or use strategy='check'.",
    });
  }
  return faults;
}

/** A strategy of the project's own is a macro; a slip in the name of dbt's two is a fault. */
function unknownStrategy(strategy: string | undefined): ConfigFault[] {
  const [near] = strategy === undefined ? [] : nearNames(strategy, STRATEGIES);
  if (near === undefined) return [];
  return [
    {
      key: 'strategy',
      code: 'snapshot.strategy',
      message: `There is no snapshot strategy "${strategy}".`,
      remedy: `Did you mean "${near}"?`,
    },
  ];
}

function deleteFaults(config: Config): ConfigFault[] {
  const mode = textOf(config, 'hard_deletes');
  if (mode === undefined) return [];
  if (!HARD_DELETES.includes(mode)) {
    return [
      {
        key: 'hard_deletes',
        code: 'snapshot.hard_deletes',
        message: `hard_deletes: ${mode} is not known.`,
        remedy: `It is ${HARD_DELETES.join(', ')}.`,
      },
    ];
  }
  if (config.invalidate_hard_deletes === undefined || config.invalidate_hard_deletes === null) return [];
  return [
    {
      key: 'invalidate_hard_deletes',
      code: 'snapshot.hard_deletes',
      message: 'A snapshot takes hard_deletes or invalidate_hard_deletes, not both.',
      remedy: 'Remove invalidate_hard_deletes; hard_deletes is the newer name.',
    },
  ];
}

function metaFaults(config: Config): ConfigFault[] {
  const unknown = Object.keys(recordOf(config.snapshot_meta_column_names)).find((key) => !META_COLUMNS.includes(key));
  if (unknown === undefined) return [];
  const [near] = nearNames(unknown, META_COLUMNS);
  return [
    {
      key: unknown,
      code: 'snapshot.meta_column',
      message: `snapshot_meta_column_names has no "${unknown}".`,
      remedy: near === undefined ? `It names ${META_COLUMNS.join(', ')}.` : `Did you mean "${near}"?`,
    },
  ];
}

function materializedFaults(config: Config): ConfigFault[] {
  const materialized = textOf(config, 'materialized') ?? 'snapshot';
  if (materialized === 'snapshot') return [];
  return [
    {
      key: 'materialized',
      code: 'snapshot.materialized',
      message: `A snapshot can't have materialized='${materialized}'.`,
      remedy: 'Remove materialized.',
    },
  ];
}
