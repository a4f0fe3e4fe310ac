import { rmSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { child, textsOf } from '#lib/domain/project/index.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { out } from '../print.ts';
import { UsageError } from '../usage-error.ts';

/** Removes the folders of `clean-targets`, by default `target`; nothing outside the project, and no source of it. */
export const clean: Run = (args) => {
  const { folder, parsed } = compileFolder(args);
  const { config } = parsed.workspace.project.root;
  const listed = textsOf(child(config.file.root, 'clean-targets'));
  const sources = [...config.modelPaths, ...config.seedPaths, ...config.testPaths, ...config.macroPaths];
  const own = [...sources, ...config.analysisPaths, ...config.snapshotPaths, ...config.functionPaths];
  for (const name of listed.length > 0 ? listed : ['target']) {
    const path = resolve(folder, name);
    const inside = relative(folder, path);
    if (inside === '' || inside.startsWith('..') || own.some((each) => `${each}/`.startsWith(`${inside}/`)))
      throw new UsageError(`clean-targets names ${name}, which is not a folder of results.`);
    if (statSync(path, { throwIfNoEntry: false }) === undefined) continue;
    rmSync(path, { recursive: true });
    if (!args.quiet) out(`Removed ${inside}`);
  }
  return 0;
};
