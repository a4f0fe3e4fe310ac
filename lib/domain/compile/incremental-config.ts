import { nearNames } from '../../contracts/near.ts';
import { textOf } from './config/read.ts';
import type { Config } from './draft.ts';
import type { ConfigFault } from './training-config.ts';

const BATCH_SIZES = ['hour', 'day', 'month', 'year'];

/** What is wrong with an incremental model's config. A strategy of dbt's own is checked here, one of the project's when it runs. */
export function incrementalFaults(config: Config): ConfigFault[] {
  if (textOf(config, 'incremental_strategy') !== 'microbatch') return [];
  return [...eventTimeFaults(config), ...beginFaults(config), ...batchFaults(config)];
}

function eventTimeFaults(config: Config): ConfigFault[] {
  if (typeof config.event_time === 'string' && config.event_time !== '') return [];
  return [
    {
      key: 'event_time',
      code: 'microbatch.event_time',
      message: 'A microbatch model needs event_time.',
      remedy: 'Name the column that says when each row happened.',
    },
  ];
}

function beginFaults(config: Config): ConfigFault[] {
  const { begin } = config;
  const given = typeof begin === 'string' ? begin : begin instanceof Date ? begin.toISOString() : undefined;
  if (given !== undefined && !Number.isNaN(Date.parse(given))) return [];
  return [
    {
      key: 'begin',
      code: 'microbatch.begin',
      message: given === undefined ? 'A microbatch model needs begin.' : `begin: ${given} is not a date.`,
      remedy: "Say when its first batch starts, for example begin='2024-01-01'.",
    },
  ];
}

function batchFaults(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const size = textOf(config, 'batch_size');
  if (size === undefined || !BATCH_SIZES.includes(size)) {
    const [near] = size === undefined ? [] : nearNames(size, BATCH_SIZES);
    faults.push({
      key: 'batch_size',
      code: 'microbatch.batch_size',
      message: size === undefined ? 'A microbatch model needs batch_size.' : `batch_size: ${size} is not known.`,
      remedy: near === undefined ? `It is ${BATCH_SIZES.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  const { lookback } = config;
  if (lookback !== undefined && (typeof lookback !== 'number' || !Number.isInteger(lookback) || lookback < 0)) {
    faults.push({
      key: 'lookback',
      code: 'microbatch.lookback',
      message: `lookback: ${String(lookback)} is not a number of batches.`,
      remedy: 'Give a whole number, 0 or more.',
    });
  }
  return faults;
}
