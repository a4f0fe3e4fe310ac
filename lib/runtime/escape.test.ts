import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { type Escape, files, network, processes, queries, systemCalls } from './escapes.ts';
import { callFenced, type FencedRun } from './testing/fence.ts';
import { makePerson, type Person } from './testing/person.ts';

let database: TestDatabase;
let person: Person;
let client: pg.Client;
let neighbour: pg.Client;
let facts: Record<string, string>;
let startedAt: string;

const scratch = (source: string, limits: Record<string, number> = {}): Promise<FencedRun> =>
  callFenced(client, 'run_scratch', { source, path: 'analyses/escape.py', limits });

async function readFacts(): Promise<Record<string, string>> {
  return onServer(database.url, async (admin) => {
    const { rows } = await admin.query(`select current_setting('data_directory') as data,
      current_setting('hba_file') as hba, current_setting('port') as port,
      split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as postmaster,
      pg_postmaster_start_time()::text as started`);
    return rows[0];
  });
}

beforeAll(async () => {
  database = await createTestDatabase('data');
  person = await makePerson(database.url);
  client = await person.connect();
  neighbour = await person.connect();
  facts = await readFacts();
  startedAt = facts.started ?? '';
});

afterAll(async () => {
  await client?.end();
  await neighbour?.end();
  await person?.drop();
  await database?.drop();
});

/** The server never restarted, the caller's session lives, and so does the neighbour's. */
async function everybodyLives(): Promise<void> {
  expect((await client.query('select 1 as one')).rows[0].one).toBe(1);
  expect((await neighbour.query('select pg_postmaster_start_time()::text as at')).rows[0].at).toBe(startedAt);
}

const fill = (source: string): string => source.replace(/\{\{(\w+)\}\}/g, (_, name: string) => facts[name] ?? '');

function suite(title: string, escapes: readonly Escape[]): void {
  describe(title, () => {
    test.each(escapes.map((item) => [item.name, item] as const))('%s', async (_, item) => {
      const run = await scratch(fill(item.source), { seconds: 20 });
      expect(run.value, JSON.stringify(run.value)).toBeUndefined();
      expect(run.message).toMatch(item.refusal);
      await everybodyLives();
    });
  });
}

test('the fence is whole on this host', async () => {
  const { rows } = await client.query('select insitu.isolation() as level');
  expect(rows[0].level).toMatchObject({ landlock: true, seccomp: true, rlimits: true });
});

suite('network', network);
suite('processes', processes);
suite('files', files);
suite('system calls', systemCalls);
suite('SQL through session.sql', queries);

describe('exhaustion and crashes', () => {
  test('a segfault', async () => {
    const run = await scratch('import ctypes\nctypes.string_at(0)');
    expect(run.message).toMatch(/SIGSEGV.*cap/);
    await everybodyLives();
  });

  test('recursion without an end', async () => {
    const run = await scratch('import sys\nsys.setrecursionlimit(10**9)\ndef f(n):\n    return f(n + 1) + 1\nf(0)', {
      seconds: 10,
      memory_mb: 256,
    });
    expect(run.message).toMatch(/SIGSEGV|RecursionError|MemoryError|SystemError|memory|longer than/);
    await everybodyLives();
  });

  test('40 GB at once', async () => {
    const run = await scratch('import numpy\nnumpy.ones(40 * 2**30 // 8)');
    expect(run).toMatchObject({ sqlstate: 'IN005', detail: { code: 'python.memory', line: 2 } });
    expect(run.message).toMatch(/cap 2,048 MB, peak/);
    await everybodyLives();
  });

  test('memory piece by piece', async () => {
    const run = await scratch('kept = []\nwhile True:\n    kept.append(bytearray(2**20))', { memory_mb: 256 });
    expect(run).toMatchObject({ sqlstate: 'IN005', detail: { code: 'python.memory' } });
    await everybodyLives();
  });

  test('threads without an end', async () => {
    const run = await scratch(
      'import threading, time\nfor _ in range(100000):\n    threading.Thread(target=time.sleep, args=(60,)).start()',
      { seconds: 10, memory_mb: 512 },
    );
    expect(run.value).toBeUndefined();
    await everybodyLives();
  });

  test('a loop that swallows BaseException', async () => {
    const run = await scratch(
      'while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass',
      { seconds: 1 },
    );
    expect(run).toMatchObject({ sqlstate: 'IN005', detail: { code: 'python.timeout' } });
    expect(run.ms).toBeLessThan(20_000);
    await everybodyLives();
  });

  test('compiled code stops soon after a statement timeout', async () => {
    await client.query("set statement_timeout = '2s'");
    const run = await scratch('import numpy\nwhile True:\n    numpy.linalg.svd(numpy.random.rand(2000, 2000))');
    await client.query('reset statement_timeout');
    expect(run.sqlstate).toBe('57014');
    expect(run.ms).toBeLessThan(2700);
    await everybodyLives();
  });

  test('a daemon thread does not outlive its run', async () => {
    const run = await scratch(
      'import threading, time\nthreading.Thread(target=time.sleep, args=(3600,), daemon=True).start()\n"done"',
    );
    expect(run.value).toMatchObject({ outputs: [{ data: "'done'" }] });
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const children = await onServer(database.url, (admin) =>
      admin
        .query('select pg_read_file($1) as list', [`/proc/${rows[0].pid}/task/${rows[0].pid}/children`])
        .catch(() => undefined),
    );
    expect(children?.rows[0]?.list ?? '').toBe('');
  });

  test('a flood of output is drained and capped', async () => {
    const run = await scratch('import os\nfor _ in range(3000):\n    os.write(1, b"x" * 65536)\n"end"', {
      seconds: 60,
    });
    expect(run.value).toMatchObject({ outputs: [{ data: "'end'" }] });
    expect(run.notices.join('').length).toBeLessThan(2_000_000);
    expect(run.notices.join('\n')).toMatch(/left out/);
  });
});

describe('the protocol', () => {
  test('garbage on every descriptor is a protocol error', async () => {
    const run = await scratch(
      'import os\nfor n in range(3, 40):\n    try:\n        os.write(n, b"\\xff" * 64)\n    except OSError:\n        pass\nimport time\ntime.sleep(5)',
    );
    expect(run.message).toMatch(/broke the protocol/);
    await everybodyLives();
  });

  test('a frame that claims 4 GB is refused at its head', async () => {
    const run = await scratch(
      'import os, struct\nfor n in range(3, 40):\n    try:\n        os.write(n, struct.pack("<IB", 2**32 - 1, 67))\n    except OSError:\n        pass\nimport time\ntime.sleep(5)',
    );
    expect(run.message).toMatch(/claims 4294967295 bytes/);
  });

  test('a forged request has only the rights of the caller', async () => {
    const source = [
      'import gc',
      'from insitu.child.channel import Channel',
      'channel = next(o for o in gc.get_objects() if isinstance(o, Channel))',
      'for ask in ({"op": "write", "rows": 1}, {"op": "open", "reference": "pg_authid"}, {"op": "shell"}, {"op": "next", "stream": 7}, {"op": "sql", "text": "select rolpassword from pg_authid"}, {"op": "open", "reference": ["x"]}):',
      '    try:',
      '        print(channel.ask(**ask))',
      '    except Exception as error:',
      '        print("refused:", error)',
      '"end"',
    ].join('\n');
    const run = await scratch(source);
    expect(String(run.value?.stdout).match(/refused:/g)).toHaveLength(6);
  });

  test('a poisoned module is gone in the next run', async () => {
    await scratch('import json, builtins\njson.loads = None\nbuiltins.print = None\n1');
    const run = await scratch('import json\nprint(json.loads("[1]"))\n1');
    expect(run.value).toMatchObject({ stdout: '[1]\n' });
  });

  test("an exception's text is cut", async () => {
    const run = await scratch('raise ValueError("secret " * 100000)');
    expect(run.message.length).toBeLessThan(5000);
  });

  test('a changed role ends with the query', async () => {
    await scratch(
      "session.sql(\"select set_config('search_path', 'evil', false), set_config('statement_timeout', '0', false)\")",
    );
    expect((await client.query("select current_setting('search_path') as path")).rows[0].path).not.toBe('evil');
  });

  test('a trigger slipped onto the new table does not run with the rights of COPY', async () => {
    const own = person.schema;
    await client.query(`create table ${own}.who (name text);
      create function ${own}.grab() returns trigger language plpgsql as
        $$ begin insert into ${own}.who values (current_user); return new; end $$;
      create function ${own}.trap() returns int language plpgsql as
        $$ begin execute 'create trigger t before insert on ${own}.made for each row execute function ${own}.grab()'; return 1; end $$;
      create view ${own}.trapped as select ${own}.trap() as a`);
    const source = [
      'import gc, os, sys, pandas as pd',
      'from insitu.child.channel import Channel',
      'from insitu.child.copy_rows import assemble, binary_writer',
      'def model(dbt, session):',
      '    channel = next(o for o in gc.get_objects() if isinstance(o, Channel))',
      "    channel.ask('create', columns=[{'name': 'a', 'type': 'bigint'}])",
      "    dbt.ref('trapped')",
      '    one = pd.Series([1])',
      "    os.write(int(sys.argv[5]), assemble(1, [binary_writer('a', one, 'bigint', False)(one)]))",
      "    channel.ask('copy')",
    ].join('\n');
    const run = await callFenced(client, 'run_cell', {
      source,
      path: 'models/trap.py',
      relation: { schema: own, name: 'made' },
      inputs: { trapped: { schema: own, name: 'trapped' } },
    });
    expect(run.message).toMatch(/was changed while it was being written/);
    expect((await client.query(`select * from ${own}.who`)).rows).toHaveLength(0);
  });

  test('what a volatile function writes is undone', async () => {
    await client.query(`create table ${person.schema}.seen (a int);
      create function ${person.schema}.spy() returns int language sql volatile as 'insert into ${person.schema}.seen values (1) returning a'`);
    const run = await scratch(`session.sql("select ${person.schema}.spy() as a")`);
    expect(run.value).toMatchObject({ rows: [['1']] });
    expect((await client.query(`select * from ${person.schema}.seen`)).rows).toHaveLength(0);
  });

  test('the refusal is in the log of the run', async () => {
    const run = await scratch("import os\ntry:\n    os.system('id')\nexcept PermissionError:\n    pass\n1");
    expect(run.notices.join('\n')).toMatch(/Refused: os.system/);
  });
});

describe('what a person may not do in the schema', () => {
  test.each([
    ['change the interpreter', 'update insitu.setting set value = \'"/tmp/evil"\''],
    ['change the package', "update insitu.package set archive = '{}'"],
    ['forge a function', "insert into insitu.udf (hash, spec) values ('x', '{}')"],
    ['make a table', 'create table insitu.mine (a int)'],
    ["call the definer's door", 'select insitu._define()'],
    [
      'make an unfenced function',
      `select insitu.create_udf('{"schema":"public","name":"f","source":"def f(): return 1","returns":"int4","fenced":false}')`,
    ],
    [
      'make a function in a schema of others',
      `select insitu.create_udf('{"schema":"pg_catalog","name":"f","source":"def f(): return 1","returns":"int4"}')`,
    ],
  ])('%s', async (_, statement) => {
    await expect(client.query(statement)).rejects.toThrow(/permission denied|Only Insitu|not allowed|can't create/);
  });
});

test('a backend that is terminated takes its child along within a second', async () => {
  const victim = await person.connect();
  const { rows } = await victim.query('select pg_backend_pid() as pid');
  const running = victim.query('select insitu.run_scratch($1::jsonb)', [
    JSON.stringify({ source: 'import time\ntime.sleep(60)', path: 'x.py' }),
  ]);
  running.catch(() => {});
  await expect.poll(() => childrenOf(rows[0].pid), { timeout: 20_000 }).toMatch(/\d/);
  const child = await childrenOf(rows[0].pid);
  await client.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await expect(running).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const left = await onServer(database.url, (admin) =>
    admin.query('select pg_stat_file($1, true) is not null as there', [`/proc/${child.trim().split(' ')[0]}/status`]),
  );
  expect(left.rows[0].there).toBe(false);
});

test('a child that is killed in the middle of a training fails that training alone', async () => {
  await client.query(
    `create table ${person.schema}.many as select g as id, random() as x, random() as y from generate_series(1, 50000) g`,
  );
  const other = await person.connect();
  const train = (by: pg.Client, estimators: number) =>
    by.query(
      `select insitu.train('${person.schema}.killed', 'select * from ${person.schema}.many',
        '{"target": "y", "id": "id", "algorithm": "lightgbm", "hyperparams": {"n_estimators": ${estimators}}}') ->> 'version' as v`,
    );
  const { rows } = await other.query('select pg_backend_pid() as pid');
  const victim = train(other, 20_000).catch((error: unknown) => error);
  await expect.poll(() => childrenOf(rows[0].pid), { timeout: 10_000, interval: 50 }).toMatch(/\d/);
  const neighbours = train(client, 10);
  process.kill(Number((await childrenOf(rows[0].pid)).trim().split(' ')[0]), 'SIGKILL');
  expect(await victim).toMatchObject({ message: expect.stringMatching(/SIGKILL.*peak.*cap/), code: 'IN005' });
  expect((await neighbours).rows[0].v).toBe('1');
  // The session whose child died goes on.
  expect((await train(other, 10)).rows[0].v).toBe('2');
  await other.end();
  await everybodyLives();
});

async function childrenOf(pid: number): Promise<string> {
  const { rows } = await onServer(database.url, (admin) =>
    admin.query('select pg_read_file($1, 0, 1000) as list', [`/proc/${pid}/task/${pid}/children`]),
  );
  return rows[0].list;
}
