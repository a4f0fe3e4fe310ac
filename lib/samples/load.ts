import { env, exit, stderr, stdout } from 'node:process';
import { loadNycflights } from './nycflights.ts';

/** `node lib/samples/load.ts`: the samples' data into INSITU_DATA_URL. Called by the launcher. */
const { INSITU_DATA_URL, INSITU_PYTHON } = env;
if (INSITU_DATA_URL === undefined || INSITU_PYTHON === undefined) {
  stderr.write('INSITU_DATA_URL and INSITU_PYTHON say where the data goes and which Python has it. Set both.\n');
  exit(2);
}
const rows = await loadNycflights(INSITU_DATA_URL, INSITU_PYTHON);
stdout.write(rows === 0 ? 'flights: already there\n' : `flights: ${rows} rows\n`);
