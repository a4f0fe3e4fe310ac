import process from 'node:process';
import { startCollab } from './start.ts';

/** The `collab` process: `node lib/collab/server.ts`. */
const { DATABASE_URL, INSITU_SECRET, INSITU_COLLAB_PORT, INSITU_COLLAB_BIND } = process.env;
if (DATABASE_URL === undefined || INSITU_SECRET === undefined || INSITU_COLLAB_PORT === undefined) {
  process.stderr.write('collab needs DATABASE_URL, INSITU_SECRET and INSITU_COLLAB_PORT; npm start sets them.\n');
  process.exit(2);
}
const collab = await startCollab({
  controlUrl: DATABASE_URL,
  host: INSITU_COLLAB_BIND ?? '127.0.0.1',
  port: Number(INSITU_COLLAB_PORT),
});
process.stdout.write(`collab listens on port ${collab.port}\n`);
process.send?.({ type: 'ready' });

const stop = async (): Promise<void> => {
  await collab.close();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
