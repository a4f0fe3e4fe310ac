export { makeManifest } from './manifest/manifest.ts';
export type { Manifest } from './manifest/types.ts';
export type { Invocation } from './metadata.ts';
