import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../files.js';
import { clusterFolders } from './layout.js';

/** Writes the embedded cluster's settings; at every start, so that they follow the code and the machine. */
export function configureCluster({ home, port, throwAway }) {
  const { folder, socket } = clusterFolders(home);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socket ?? '',
    password_encryption: 'scram-sha-256',
    cluster_name: 'insitu',
    timezone: 'UTC',
    max_connections: 200,
    shared_buffers: `${sharedBuffers()}MB`,
    effective_cache_size: `${Math.round(totalmem() / 2 / 2 ** 20)}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    // Compiling a feature query costs more than it saves below some seconds, and needs LLVM, which an unpacked PostgreSQL lacks.
    jit: 'off',
    log_line_prefix: '%p %u@%d ',
    log_min_messages: 'warning',
    ...(throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  writeWhole(
    join(folder, 'insitu.conf'),
    `# Written by Insitu at every start; your own settings go into data/postgresql.auto.conf.\n${lines.join('\n')}\n`,
  );
}

/** @returns {number} major version of the PostgreSQL that made the cluster; undefined before there is one */
export function clusterMajor(home) {
  try {
    return Number.parseInt(readFileSync(join(clusterFolders(home).data, 'PG_VERSION'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/** An eighth of the memory, from 128 MB to 2 GB: training wants the rest. */
function sharedBuffers() {
  return Math.round(Math.min(2048, Math.max(128, totalmem() / 8 / 2 ** 20)));
}
