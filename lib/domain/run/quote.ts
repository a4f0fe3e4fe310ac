import { createHash } from 'node:crypto';
import type { RelationName } from '#lib/contracts/graph.ts';

/** PostgreSQL's NAMEDATALEN - 1: longer names are cut by the server, silently. */
export const maxNameBytes = 63;

/** An identifier in double quotes. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal; `E''` where a backslash is in it, so that standard_conforming_strings doesn't matter. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** `"schema"."identifier"`. */
export const quoteRelation = (relation: RelationName): string =>
  `${quoteName(relation.schema)}.${quoteName(relation.identifier)}`;

/** A dollar-quoted literal whose tag does not occur in the text. */
export function dollarQuote(text: string): string {
  let tag = '$insitu$';
  for (let n = 1; text.includes(tag); n += 1) tag = `$insitu${n}$`;
  return `${tag}${text}${tag}`;
}

/**
 * A name of at most 63 bytes made from a longer one: its readable start and a hash of all of it,
 * so that two long names never meet.
 */
export function shortName(prefix: string, ...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
  const readable = cutBytes(parts.at(-1) ?? '', maxNameBytes - Buffer.byteLength(prefix) - hash.length - 2);
  return `${prefix}${hash}_${readable}`;
}

/** Where a step builds before the swap: in the same schema, so that a rename is enough. */
export const asideOf = (relation: RelationName): RelationName => ({
  schema: relation.schema,
  identifier: shortName('__insitu_', relation.schema, relation.identifier),
});

const overArrays = '__batch';

/** What the runtime calls the function that takes and gives arrays (`batch_name` in its udf.py). */
export const overArraysOf = ({ schema, identifier }: RelationName): RelationName => ({
  schema,
  identifier: cutBytes(identifier, maxNameBytes - overArrays.length) + overArrays,
});

/** Name of an index: the same for the same definition, so that a rebuild finds it again. */
export const indexName = (relation: RelationName, definition: string): string =>
  shortName('ix_', relation.schema, definition, relation.identifier);

/** The start of a text that fits in so many bytes of UTF-8. */
export function cutBytes(text: string, bytes: number): string {
  let cut = '';
  for (const char of text) {
    if (Buffer.byteLength(cut + char) > bytes) break;
    cut += char;
  }
  return cut;
}
