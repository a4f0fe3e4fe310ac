import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Draft } from '../../compile/draft.ts';
import { strip } from '../../jinja/values/python-text.ts';
import type { Package } from '../../project/index.ts';
import type { Json } from './types.ts';

/** Seeds above this size are known by their path: dbt does not read them. */
const LARGE_SEED = 1024 * 1024;

export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** A snapshot that stands in YAML alone. */
export const isYamlSnapshot = ({ resourceType, path }: Draft): boolean =>
  resourceType === 'snapshot' && /\.ya?ml$/.test(path);

/** The checksum of what a node was made from, as dbt compares states by it. */
export function checksumOf(draft: Draft, originalPath: string, { snapshots }: Package): Json {
  if (draft.genericTest !== undefined) return { name: 'none', checksum: '' };
  const isLarge = draft.resourceType === 'seed' && draft.text.length > LARGE_SEED;
  if (isLarge) return { name: 'path', checksum: originalPath };
  // A file of snapshots may hold several: each is known by the whole of it.
  const { text } = isYamlSnapshot(draft)
    ? (draft.origin?.entry?.file ?? draft)
    : (snapshots.find(({ path }) => path === draft.path) ?? draft);
  return { name: 'sha256', checksum: sha256Hex(strip(text)) };
}
