import { expect, test } from 'vitest';
import { LaunchFailure } from './failure.js';
import { readSettings } from './settings.js';

test('flags win over the environment', () => {
  const settings = readSettings(['--port', '4000', '--host=0.0.0.0'], { PORT: '5000', INSITU_HOME: '/tmp/x' });
  expect(settings).toMatchObject({ port: 4000, host: '0.0.0.0', home: '/tmp/x', tools: '/tmp/x' });
});

test('databases of the person come from the environment', () => {
  const env = {
    DATABASE_URL: 'postgresql://a@h/control',
    INSITU_DATA_URL: 'postgres://b@h/data',
    INSITU_HOME: '/tmp/x',
  };
  expect(readSettings([], env)).toMatchObject({ controlUrl: env.DATABASE_URL, dataUrl: env.INSITU_DATA_URL });
});

test.each([
  [['--port', 'abc'], {}],
  [['--port', '70000'], {}],
  [['--port'], {}],
  [['--prot', '1'], {}],
  [[], { DATABASE_URL: 'mysql://h/x' }],
  [[], { INSITU_DATA_URL: 'not an address' }],
])('%j with %j is refused with what to do', (args, env) => {
  const attempt = () => readSettings(args, { INSITU_HOME: '/tmp/x', ...env });
  expect(attempt).toThrow(LaunchFailure);
  expect(attempt).toThrow(expect.objectContaining({ exitCode: 2, remedy: expect.stringMatching(/./) }));
});
