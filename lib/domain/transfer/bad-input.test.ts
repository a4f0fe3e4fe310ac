import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemError } from '#lib/contracts/problem.ts';
import { sortFiles } from './brought.ts';
import { repositoryBranch } from './git-store.ts';
import type { ImportOrigin } from './import-store.ts';
import { importLimits } from './limits.ts';
import { chooseProject, readPlan } from './read-files.ts';
import { reportOn } from './report.ts';
import { uploadedZip } from './upload-store.ts';

const config = Buffer.from('name: shop\n');
const zipped = (files: Zippable): ImportOrigin => sent(zipSync(files));
const sent = (bytes: Uint8Array): ImportOrigin =>
  uploadedZip(
    (async function* () {
      yield bytes;
    })(),
    'shop.zip',
  );

/** What an origin holds once it is read; the code of the problem where it is refused. */
async function look(origin: ImportOrigin, root?: string) {
  try {
    await using source = await origin.open();
    const chosen = chooseProject(source.entries, root);
    if (!chosen.ok) return { code: chosen.problem.code };
    if (chosen.value.type === 'choose') return { roots: chosen.value.roots };
    const { plan } = chosen.value;
    const read = await readPlan(source, plan);
    return { read, plan, report: reportOn(plan, sortFiles(read, 1_000_000)) };
  } catch (error) {
    if (error instanceof ProblemError) return { code: error.problem.code };
    throw error;
  }
}

describe('a zip', () => {
  it.each([
    ['a path that leads out', '../../etc/cron.d/evil'],
    ['a path that leads out with backslashes', '..\\..\\evil'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:\\Windows\\evil.sql'],
    ['a control character', 'models/ü\nb.sql'],
  ])('with %s is refused as a whole', async (_, path) => {
    expect(await look(zipped({ 'dbt_project.yml': config, [path]: config }))).toEqual({ code: 'import.unsafe_path' });
  });

  it.each([
    ['UTF-8, as macOS packs it', Buffer.from('models/доход.sql'), 'models/доход.sql'],
    ['of MS-DOS', Buffer.from('models/caf\x82.sql', 'latin1'), 'models/café.sql'],
  ])('whose names say no encoding and are %s has them', async (_, name, path) => {
    const stand = 'x'.repeat(name.length);
    const zip = Buffer.from(zipSync({ 'dbt_project.yml': config, [stand]: Buffer.from('select 1 as one\n') }));
    for (let at = zip.indexOf(stand); at !== -1; at = zip.indexOf(stand, at + 1)) name.copy(zip, at);
    expect([...((await look(sent(zip))).read?.keys() ?? [])]).toEqual(['dbt_project.yml', path]);
  });

  it('that is none, is cut off, or says less than it gives, is refused', async () => {
    const whole = zipSync({ 'dbt_project.yml': config, 'models/a.sql': Buffer.from('select 1 as one\n'.repeat(500)) });
    expect(await look(sent(Buffer.from('no zip at all')))).toEqual({ code: 'import.zip' });
    expect(await look(sent(new Uint8Array()))).toEqual({ code: 'import.zip' });
    expect(await look(sent(whole.subarray(0, whole.length - 30)))).toEqual({ code: 'import.zip' });
    const lying = Buffer.from(whole);
    // The central directory's uncompressed size of the second file.
    lying.writeUInt32LE(10, lying.lastIndexOf(Buffer.from('PK\x01\x02')) + 24);
    expect(await look(sent(lying))).toEqual({ code: 'import.zip' });
  });

  it('that unpacks to far more than a project is refused before it is unpacked', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024);
    expect(await look(zipped({ 'dbt_project.yml': config, 'seeds/a.csv': zeros }))).toEqual({ code: 'import.ratio' });
    const claim = Buffer.from(zipSync({ 'dbt_project.yml': config, 'seeds/a.csv': Buffer.from('a\n1\n') }));
    claim.writeUInt32LE(importLimits.totalBytes + 1, claim.lastIndexOf(Buffer.from('PK\x01\x02')) + 24);
    expect(await look(sent(claim))).toEqual({ code: 'import.large' });
  });

  it('of more files than any project has is refused', async () => {
    const files: Zippable = { 'dbt_project.yml': config };
    for (let n = 0; n < 25_000; n += 1) files[`models/m${n}.sql`] = [Buffer.from('select 1'), { level: 0 }];
    expect(await look(zipped(files))).toEqual({ code: 'import.many_files' });
  });

  it('with a symbolic link is read without it', async () => {
    const link = [Buffer.from('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] as const;
    const { read, report } = await look(zipped({ 'dbt_project.yml': config, 'models/a.sql': [link[0], link[1]] }));
    expect([...(read?.keys() ?? [])]).toEqual(['dbt_project.yml']);
    expect(report?.leftOut).toEqual([{ path: 'models/a.sql', files: 1, why: 'a symbolic link: it is not followed' }]);
  });

  it('larger than the limit is refused while it arrives', async () => {
    const part = new Uint8Array(16 * 1024 * 1024);
    let sentParts = 0;
    const endless = (async function* () {
      for (; ; sentParts += 1) yield part;
    })();
    expect(await look(uploadedZip(endless, 'endless.zip'))).toEqual({ code: 'request.large' });
    expect(sentParts).toBeLessThan(12);
  });

  it('has its project found below a top folder, and results, history and packages sorted', async () => {
    const text = Buffer.from('select 1 as one');
    const { read, report } = await look(
      zipped({
        'shop-main/README.md': text,
        'shop-main/dbt/dbt_project.yml': config,
        'shop-main\\dbt\\models\\windows.sql': text,
        'shop-main/dbt/models/target/deep.sql': text,
        'shop-main/dbt/target/manifest.json': text,
        'shop-main/dbt/logs/dbt.log': text,
        'shop-main/dbt/.git/config': text,
        'shop-main/dbt/dbt_packages/utils/dbt_project.yml': Buffer.from('name: utils\n'),
        'shop-main/dbt/dbt_packages/utils/macros/one.sql': Buffer.from('{% macro one() %}1{% endmacro %}'),
        '__MACOSX/shop-main/._dbt_project.yml': text,
      }),
    );
    expect([...(read?.keys() ?? [])].sort()).toEqual([
      'dbt_packages/utils/dbt_project.yml',
      'dbt_packages/utils/macros/one.sql',
      'dbt_project.yml',
      'models/target/deep.sql',
      'models/windows.sql',
    ]);
    expect(report).toMatchObject({ root: 'shop-main/dbt/', packages: ['utils'] });
    expect(report?.leftOut.map(({ path }) => path)).toEqual([
      '__MACOSX/',
      'shop-main/',
      'shop-main/dbt/.git/',
      'shop-main/dbt/logs/',
      'shop-main/dbt/target/',
    ]);
  });

  it('of several projects asks which; of none says so', async () => {
    const two = {
      'a/dbt_project.yml': config,
      'b/dbt_project.yml': config,
      'b/integration_tests/dbt_project.yml': config,
    };
    expect(await look(zipped(two))).toEqual({ roots: ['a/', 'b/'] });
    expect((await look(zipped(two), 'b/')).report).toMatchObject({ root: 'b/', files: 2 });
    expect(await look(zipped(two), 'c/')).toEqual({ code: 'import.root' });
    expect(await look(zipped({ 'one.sql': config }))).toEqual({ code: 'import.no_project' });
  });
});

describe('a report', () => {
  it('says what was found, what will not work and where, and which texts want Python in the server', async () => {
    const { report } = await look(
      zipped({
        'dbt_project.yml': Buffer.from('name: shop\non-run-start: "{{ make_py() }}"\n'),
        'packages.yml': Buffer.from('packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.1.1\n'),
        'macros/py.sql': Buffer.from(
          '{% macro make_py() %}\ncreate function f() returns int\nlanguage plpython3u as $$ return 1 $$\n{% endmacro %}\n',
        ),
        'models/a.sql': Buffer.from("{{ config(materialized='table') }}\nselect 1 as one\n"),
        'models/b.sql': Buffer.from("select * from {{ ref('nobody') }}\n"),
        'models/B.sql': Buffer.from('select 1 as one\n'),
        'models/latin.sql': Buffer.from("select 'caf\xe9' as place\n", 'latin1'),
        'profiles.yml': Buffer.from('shop:\n  outputs:\n    dev:\n      password: hunter2\n'),
        'seeds/s.csv': Buffer.from('id\n1\n'),
        'seeds/latin.csv': Buffer.from('id,name\n1,caf\xe9\n', 'latin1'),
        'seeds/wide.csv': Buffer.from('\ufeffid\r\n1\r\n', 'utf16le'),
        'docs/logo.png': Buffer.from([0x89, 0x50, 0, 1]),
      }),
    );
    expect(report?.found).toEqual(
      expect.arrayContaining([
        {
          kind: 'model',
          count: 4,
          detail: [
            { name: 'view', count: 3 },
            { name: 'table', count: 1 },
          ],
        },
        { kind: 'seed', count: 2, detail: [] },
        { kind: 'macro', count: 1, detail: [] },
      ]),
    );
    expect(report?.inProcessPython).toEqual([
      { path: 'macros/py.sql', line: 3, text: 'language plpython3u as $$ return 1 $$' },
    ]);
    const said = report?.problems.map(({ code, path, line }) => ({ code, path, line }));
    expect(said).toEqual(
      expect.arrayContaining([
        { code: 'package.missing', path: 'packages.yml', line: 2 },
        { code: 'ref.missing', path: 'models/b.sql', line: 1 },
        { code: 'file.not_utf8', path: 'models/latin.sql', line: 1 },
        { code: 'import.password', path: 'profiles.yml', line: 4 },
        { code: 'import.case', path: 'models/b.sql', line: undefined },
        { code: 'import.seed', path: 'seeds/wide.csv', line: undefined },
        { code: 'import.seed', path: 'seeds/latin.csv', line: 2 },
      ]),
    );
    expect(report?.kept.map(({ path }) => path)).toEqual(['docs/logo.png', 'seeds/wide.csv']);
  });
});

describe('a git repository', () => {
  let top: string;
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-C', folder, ...args], {
      encoding: 'utf8',
    });

  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'insitu-git-'));
    const shop = join(top, 'team', 'shop');
    mkdirSync(join(shop, 'models'), { recursive: true });
    writeFileSync(join(shop, 'dbt_project.yml'), 'name: shop\r\n');
    writeFileSync(join(shop, 'models/a b ü.sql'), 'select 1 as one\n');
    writeFileSync(join(shop, '.gitattributes'), '*.sql filter=evil\n*.yml text eol=lf\n');
    symlinkSync('/etc/passwd', join(shop, 'models/link.sql'));
    git(shop, 'init', '-q', '-b', 'main');
    git(shop, 'add', '-A');
    git(shop, 'commit', '-q', '-m', 'first');
    git(shop, 'checkout', '-q', '-b', 'feature/x');
    writeFileSync(join(shop, 'models/second.sql'), 'select 2 as two\n');
    git(shop, 'add', '-A');
    git(shop, 'commit', '-q', '-m', 'second');
    git(top, 'clone', '-q', '--bare', shop, join(top, 'bare.git'));
    git(shop, 'config', 'filter.evil.smudge', `touch ${join(top, 'smudged')}; cat`);
    git(shop, 'config', 'core.fsmonitor', `touch ${join(top, 'monitored')}`);
    writeFileSync(join(shop, 'models/untracked.sql'), 'select 3\n');
    symlinkSync('/', join(top, 'root'));
    process.env.INSITU_GIT_FOLDER = top;
  });
  afterAll(() => {
    delete process.env.INSITU_GIT_FOLDER;
    rmSync(top, { recursive: true, force: true });
  });

  it.each(['team/shop', 'bare.git'])(
    '%s is read at a branch as it is stored, and nothing of it is run',
    async (path) => {
      const { read, report } = await look(repositoryBranch({ path, branch: 'feature/x' }));
      expect([...(read ?? [])].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
        ['.gitattributes', '*.sql filter=evil\n*.yml text eol=lf\n'],
        ['dbt_project.yml', 'name: shop\n'],
        ['models/a b ü.sql', 'select 1 as one\n'],
        ['models/second.sql', 'select 2 as two\n'],
      ]);
      expect(report?.leftOut).toEqual([
        { path: 'models/link.sql', files: 1, why: 'a symbolic link: it is not followed' },
      ]);
      const main = await look(repositoryBranch({ path, branch: 'main' }));
      expect(main.read?.has('models/second.sql')).toBe(false);
      expect(execFileSync('ls', [top], { encoding: 'utf8' })).not.toMatch(/smudged|monitored/);
    },
  );

  it.each([
    ['elsewhere', '../../etc', 'main', 'import.git_missing'],
    ['behind a link', 'root/etc', 'main', 'import.git_missing'],
    ['of a branch that is none', 'bare.git', '--upload-pack=touch', 'import.git_branch'],
  ])('%s is refused', async (_, path, branch, code) => {
    expect(await look(repositoryBranch({ path, branch }))).toEqual({ code });
  });

  it('is refused where no folder is configured', async () => {
    delete process.env.INSITU_GIT_FOLDER;
    expect(await look(repositoryBranch({ path: 'bare.git', branch: 'main' }))).toEqual({ code: 'import.git_folder' });
    process.env.INSITU_GIT_FOLDER = top;
  });
});
