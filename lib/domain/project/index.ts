export type { ConfigTree, ProjectConfig } from './config-file.ts';
export type { DocsBlock } from './docs.ts';
export { type Collected, Memo } from './memo.ts';
export { type Package, type Project, packageAt, type ResourceFile } from './project.ts';
export { entryConfig, type PropertyEntry, type PropertyKind, problemAt } from './property-entry.ts';
export { readProject } from './read-project.ts';
export { parseYaml, type YamlFile } from './yaml.ts';
export type { RenderText } from './yaml-rendered.ts';
export * from './yaml-tree.ts';
