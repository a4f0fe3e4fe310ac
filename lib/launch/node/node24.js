import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../command.js';
import { LaunchFailure } from '../failure.js';
import { asideOf, takeName } from '../files.js';
import { npm } from './npm.js';
import { nodePackages, nodeVersion } from './pinned.js';

/** @returns {boolean} whether a Node runs TypeScript files as they are and meets our packages' needs */
export function isNewEnough(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * The Node that Insitu runs on: the one at hand when it will do, otherwise ours.
 * @param {string} tools folder that keeps it
 * @returns {string} path of the binary
 */
export function findNode(tools) {
  if (isNewEnough()) return process.execPath;
  const own = ownNode(tools);
  return own && existsSync(own) ? own : undefined;
}

/** Gets the pinned Node from npm; its integrity stands in the lockfile that npm checks. */
export async function installNode(tools) {
  const wanted = nodePackages[`${process.platform}-${process.arch}`];
  if (!wanted) throw noPackage();
  const folder = join(tools, `node-${nodeVersion}`);
  const aside = asideOf(folder);
  mkdirSync(aside);
  writeProject(aside, wanted);
  await npm(aside, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    what: `Node ${nodeVersion} could not be got from npm.`,
    remedy: `check the network (npm's registry), or install Node 24 yourself and start again`,
  });
  takeName(aside, folder);
  const node = ownNode(tools);
  await run(node, ['--version'], {
    what: `The Node in ${folder} does not run on this machine.`,
    remedy: 'install Node 24 yourself',
  });
  return node;
}

/** @returns {NodeJS.ProcessEnv} the environment in which `node` means this one, for npx and every tool */
export function withNode(node, env = process.env) {
  return { ...env, PATH: [dirname(node), env.PATH].filter(Boolean).join(delimiter) };
}

function ownNode(tools) {
  const wanted = nodePackages[`${process.platform}-${process.arch}`];
  return wanted && join(tools, `node-${nodeVersion}`, 'node_modules', wanted.name, 'bin/node');
}

function writeProject(folder, { name, integrity }) {
  const dependencies = { [name]: nodeVersion };
  const packages = { '': { dependencies }, [`node_modules/${name}`]: { version: nodeVersion, integrity } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'insitu-node', private: true, dependencies }));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'insitu-node', lockfileVersion: 3, requires: true, packages }),
  );
}

function noPackage() {
  return new LaunchFailure('launch.node-too-old', {
    what: `Insitu runs on Node 24; this is Node ${process.versions.node}, and for ${process.platform} on ${process.arch} there is no package to get it from.`,
    remedy: 'install Node 24 (https://nodejs.org) and start again',
  });
}
