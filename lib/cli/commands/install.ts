import { installRuntime } from '#lib/runtime/install.ts';
import type { Run } from '../commands.ts';
import { out, seconds } from '../print.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/** Installs the runtime (schema insitu) into a database, as its superuser. */
export const install: Run = async (args) => {
  const python = args.python ?? process.env.INSITU_PYTHON;
  if (!python) {
    throw new UsageError(
      'insitu install needs the interpreter that runs Python cells and training.',
      'Give --python /path/to/python (it needs numpy, pandas, scikit-learn, lightgbm and must be readable for the database’s user), or set INSITU_PYTHON.',
    );
  }
  const started = performance.now();
  await installRuntime(databaseUrl(args), { python });
  const ms = performance.now() - started;
  out(args.json ? JSON.stringify({ type: 'installed', ms, python }) : `The runtime is installed  (${seconds(ms)})`);
  return 0;
};
