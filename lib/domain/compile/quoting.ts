import type { RelationName } from '../../contracts/graph.ts';
import { recordOf } from './config/read.ts';
import type { FullRelation } from './draft.ts';
import type { RelationParts } from './relation.ts';

/** Which parts of a relation's name are written in quotes. */
export type Quoting = NonNullable<RelationParts['quote']>;

/** dbt's default, and what sources begin with: the project's quoting is not theirs. */
export const ALL_QUOTED: Quoting = { database: true, schema: true, identifier: true };

/** What a `quoting` says; where it is silent, the default holds. */
export const quotingFlags = (value: unknown): Partial<Quoting> =>
  Object.fromEntries(
    Object.entries(recordOf(value)).filter(([part, flag]) => part in ALL_QUOTED && typeof flag === 'boolean'),
  );

/** A relation's names, with what is said of their quotes. */
export const written = (names: FullRelation, quote: Partial<Quoting>): FullRelation =>
  Object.keys(quote).length === 0 ? names : { ...names, quote };

/** The parts that a project writes without quotes. */
export const unquoted = (quoting: Quoting): Partial<Quoting> =>
  Object.fromEntries(Object.entries(quoting).filter(([, isQuoted]) => !isQuoted));

/** A relation's names as PostgreSQL keeps them: what is written without quotes it folds. */
export const storedName = ({ schema, identifier, quote }: FullRelation): RelationName => ({
  schema: quote?.schema === false ? schema.toLowerCase() : schema,
  identifier: quote?.identifier === false ? identifier.toLowerCase() : identifier,
});
