import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { steadyWasm } from './node/v8.js';
import { root } from './settings.js';

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
const services = Object.entries(compose.services);
const dockerfile = (name) => readFileSync(join(root, name), 'utf8');

test('each process has a container with a health check', () => {
  expect(Object.keys(compose.services).sort()).toEqual(['collab', 'postgres', 'prepare', 'runner', 'superset', 'web']);
  const unchecked = services.filter(([, service]) => !service.healthcheck).map(([name]) => name);
  // It runs once and ends.
  expect(unchecked).toEqual(['prepare']);
});

test('only the web port is published, and what a profile adds, for this machine alone', () => {
  const published = services.flatMap(([name, { ports, profiles }]) =>
    (ports ?? []).map((port) => ({ name, port, profiles })),
  );
  expect(published.map(({ name, profiles }) => [name, profiles])).toEqual([
    ['web', undefined],
    ['superset', ['superset']],
  ]);
  for (const { port } of published) expect(port).toMatch(/^(127\.0\.0\.1|\$\{INSITU_BIND:-127\.0\.0\.1\}):/);
});

test('superset comes only with its profile', () => {
  expect(services.filter(([, { profiles }]) => profiles).map(([name, { profiles }]) => [name, profiles])).toEqual([
    ['superset', ['superset']],
  ]);
});

test('data lives in named volumes', () => {
  const mounted = services.flatMap(([, { volumes }]) => volumes ?? []).map((volume) => volume.split(':')[0]);
  expect(new Set(mounted)).toEqual(new Set(Object.keys(compose.volumes)));
});

test('commands, images and copied files exist', () => {
  const scripts = services
    .flatMap(([, { command, healthcheck }]) => [...(command ?? []), ...(healthcheck?.test ?? [])])
    .filter((word) => /^(lib|docker)\//.test(word));
  const builds = services.map(([, { build }]) => build.dockerfile);
  const copied = builds.flatMap((file) =>
    [...dockerfile(file).matchAll(/^(?:COPY (docker\S+)|RUN node (\S+))|\/opt\/insitu\/app\/(\S+)/gm)].flatMap(
      (found) => found.slice(1).filter(Boolean),
    ),
  );
  expect(copied.length).toBeGreaterThan(4);
  for (const path of [...scripts, ...builds, ...copied])
    expect(() => readFileSync(join(root, path)), path).not.toThrow();
});

test('every process of ours starts with the flag that keeps V8 steady', () => {
  expect(dockerfile('docker/app/Dockerfile')).toContain(`ENTRYPOINT ["node", "${steadyWasm}"]`);
  expect(dockerfile('docker/app/insitu')).toContain(`exec node ${steadyWasm} `);
  const ours = services.filter(([, { build }]) => build.dockerfile === 'docker/app/Dockerfile');
  expect(ours.map(([, { command }]) => command[0])).toEqual(ours.map(() => expect.stringMatching(/\.(ts|js)$/)));
});

test('PostgreSQL is not process 1, and is healthy only when it listens to others', () => {
  // As process 1 it takes a killed orphan of the fence for a crash of its own, and restarts.
  expect(dockerfile('docker/postgres/Dockerfile')).toMatch(
    /^ENTRYPOINT \["tini", "--", "docker-entrypoint\.sh"\]\nCMD \["postgres"\]$/m,
  );
  expect(compose.services.postgres.healthcheck.test).toEqual(expect.arrayContaining(['pg_isready', '-h', '127.0.0.1']));
});

test('an edit of a source installs no package again', () => {
  const steps = dockerfile('docker/app/Dockerfile');
  expect(steps.indexOf('RUN npm ci')).toBeGreaterThan(steps.indexOf('COPY package.json package-lock.json'));
  expect(steps.indexOf('COPY . .')).toBeGreaterThan(steps.indexOf('RUN npm ci'));
});

test('what starts by itself again also gets time to stop', () => {
  const lasting = services.filter(([name, { restart }]) => restart !== 'no' && name !== 'superset');
  for (const [name, { restart, stop_grace_period }] of lasting)
    expect([name, restart, typeof stop_grace_period]).toEqual([name, 'unless-stopped', 'string']);
});

test('no secret has a default', () => {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const secrets = text.match(/\$\{\w*(PASSWORD|SECRET)[^}]*\}/g) ?? [];
  expect(secrets.length).toBeGreaterThan(3);
  // Empty where a profile is not asked for: its start refuses that.
  for (const secret of secrets) expect(secret).toMatch(/^\$\{(\w+:\?|INSITU_SUPERSET_PASSWORD:-\}$)/);
  expect(JSON.stringify(compose.services.superset)).not.toContain('INSITU_SECRET');
});
