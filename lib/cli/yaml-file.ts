import { parse } from 'yaml';

/** The YAML of a project's own file before it is compiled. Of a key that stands twice the last holds, as under dbt. */
export const parseYamlFile = (text: string): unknown => parse(text, { uniqueKeys: false });
