import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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

test('only the web port is published', () => {
  expect(services.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports])).toEqual([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own placeholder
    ['web', ['${INSITU_PORT:-4300}:4300']],
  ]);
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
  const builds = services.flatMap(([, { build }]) => (build ? [build.dockerfile] : []));
  const copied = builds.flatMap((file) =>
    [...dockerfile(file).matchAll(/^(?:COPY (docker\S+)|RUN node (\S+))/gm)].map(([, a, b]) => a ?? b),
  );
  for (const path of [...scripts, ...builds, ...copied])
    expect(() => readFileSync(join(root, path)), path).not.toThrow();
});

test('no secret has a default', () => {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const secrets = text.match(/\$\{\w*(PASSWORD|SECRET)[^}]*\}/g) ?? [];
  expect(secrets.length).toBeGreaterThan(3);
  for (const secret of secrets) expect(secret).toMatch(/^\$\{\w+:\?/);
});
