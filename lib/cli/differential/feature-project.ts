import { readdirSync, readFileSync } from 'node:fs';

/** Files are written, then a command runs, as the text of the project goes from top to bottom. */
export interface Step {
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** A small project that aims at one feature of dbt's language. */
export interface FeatureProject {
  /** Its file's name, its name in the report, and its schema. */
  readonly name: string;
  readonly steps: readonly Step[];
}

const FOLDER = new URL('./projects/', import.meta.url);

/** Every project of `projects/`; while one is being written, those that INSITU_PROJECTS names (`operations,macros`). */
export function featureProjects(): FeatureProject[] {
  const wanted = process.env.INSITU_PROJECTS?.split(',');
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.txt$/, ''));
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`INSITU_PROJECTS names "${unknown}", and there is no such project.`);
  return names
    .filter((name) => wanted === undefined || wanted.includes(name))
    .sort()
    .map((name) => ({ name, steps: stepsOf(name, readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8')) }));
}

const FILE = /^-- (\S+)( with CRLF)? --$/;
const COMMAND = /^\$ (.*)$/;

/**
 * A project is one text: `-- path --` begins a file (`-- path with CRLF --` one with line ends of Windows), `$ words` runs a command, and what stands
 * before the first of them says what the project aims at. A file may be given again, to change.
 */
function stepsOf(name: string, text: string): Step[] {
  const steps: Step[] = [];
  let files: Record<string, string> = { 'dbt_project.yml': '' };
  let path = '';
  let end = '\n';
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const command = COMMAND.exec(line)?.[1];
    const [, begun, crlf] = FILE.exec(line) ?? [];
    if (command !== undefined) {
      steps.push({ files: withHead(name, files), command: wordsOf(command) });
      files = {};
      path = '';
    } else if (begun !== undefined) {
      path = begun;
      end = crlf === undefined ? '\n' : '\r\n';
      files[path] = '';
    } else if (path !== '') files[path] += line + end;
  }
  return steps;
}

/** `dbt_project.yml` begins alike in all of them; a project writes what it adds. */
function withHead(name: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const added = files['dbt_project.yml'];
  if (added === undefined) return files;
  return { ...files, 'dbt_project.yml': `name: ${name}\nversion: "1.0"\nprofile: shop\n${added}` };
}

/** The words of a command line; quotes keep blanks. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
