import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './settings.js';

/** The rules against a small checkout that breaks them: a rule that matches nothing would pass for ever. */
const checkout = mkdtempSync(join(tmpdir(), 'insitu-rooms-'));
const files = {
  'lib/contracts/a.ts': "import 'pg';",
  'lib/db/control/index.ts': 'export const db = 1;',
  'lib/domain/graph/late.ts': 'export const late = 1;',
  'lib/domain/jinja/early.ts': "import '../graph/late.ts';",
  'lib/domain/graph/impure.ts': "import '#lib/db/control/index.ts';",
  'lib/domain/graph/store.ts': "import '#lib/db/control/index.ts';",
  'lib/domain/graph/framework.ts': "import 'react';",
  'lib/client/a.ts': "import '#lib/db/control/index.ts';",
  'lib/runner/a.ts': "import 'next';",
  'lib/runtime/a.ts': "import '#lib/domain/graph/late.ts';",
  'lib/launch/a.js': "import 'pg';",
  'lib/server/a.ts': "import './a.test.ts';",
  'lib/server/a.test.ts': "import '#lib/db/control/index.ts';",
  'lib/access/gone.ts': "import './nowhere.ts';",
  'components/a.tsx': "import '#lib/domain/graph/store.ts';",
  'components/ui/b.tsx': "import '#app/page.tsx';",
  'app/page.tsx': "import '#lib/db/control/index.ts';",
};
let violations;

beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(checkout, name));
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  violations = cruise();
}, 60_000);

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function cruise() {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const rules = join(root, 'lib/launch/checks/rooms.cjs');
  const args = [tool, '--config', rules, '--output-type', 'json', '--preserve-symlinks', 'app', 'components', 'lib'];
  const text = execFileSync(process.execPath, args, { cwd: checkout, encoding: 'utf8' });
  return JSON.parse(text).summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

test.each([
  'lib/contracts/a.ts: contracts-packages',
  'lib/domain/jinja/early.ts: domain-jinja-sees-no-later-stage',
  'lib/domain/graph/impure.ts: domain-is-pure',
  'lib/domain/graph/framework.ts: domain-without-frameworks',
  'lib/client/a.ts: client-imports-only-its-row',
  'lib/runner/a.ts: processes-without-next-and-react',
  'lib/runtime/a.ts: runtime-imports-only-its-row',
  'lib/launch/a.js: launch-packages',
  'lib/server/a.ts: tests-stay-tests',
  'lib/access/gone.ts: found',
  'components/a.tsx: components-not-stores',
  'components/ui/b.tsx: components-imports-only-its-row',
  'app/page.tsx: app-imports-only-its-row',
])('%s', (violation) => expect(violations).toContain(violation));

test('what the table allows passes', () => {
  const allowed = ['lib/domain/graph/store.ts', 'lib/server/a.test.ts'];
  expect(violations.filter((violation) => allowed.includes(violation.split(':')[0]))).toEqual([]);
});
