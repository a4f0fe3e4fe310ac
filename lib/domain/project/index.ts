export type { ConfigTree, ProjectConfig } from './config-file.ts';
export type { DocsBlock } from './docs.ts';
export type { Package, Project, ResourceFile } from './project.ts';
export { entryConfig, type PropertyEntry, type PropertyKind } from './property-entry.ts';
export { FileCache, readProject } from './read-project.ts';
export { parseYaml, type YamlFile } from './yaml.ts';
export * from './yaml-tree.ts';
