import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeWhole } from './files.js';

/**
 * Insitu's secrets: made once, kept in the home, readable by its owner alone.
 * @returns {{secret: string, superuserPassword: string, controlPassword: string}} hex digits
 */
export function readSecrets(home) {
  const path = join(home, 'secrets.json');
  const kept = readJson(path);
  const fresh = () => randomBytes(32).toString('hex');
  const secrets = {
    ...kept,
    secret: process.env.INSITU_SECRET ?? kept.secret ?? fresh(),
    superuserPassword: kept.superuserPassword ?? fresh(),
    controlPassword: kept.controlPassword ?? fresh(),
  };
  if (JSON.stringify(secrets) !== JSON.stringify(kept)) writeWhole(path, JSON.stringify(secrets, null, 2), 0o600);
  return secrets;
}
