import { ProblemError } from '#lib/contracts/problem.ts';
import { didYouMean } from '../../../contracts/near.ts';
import { impliedMethod, methodOf, parseCriterion } from './criterion.ts';
import { SELECTOR } from './methods.ts';
import { INDIRECT_SELECTIONS, type IndirectSelection, type Selection } from './selection.ts';

/** Selectors of `selectors.yml` as plain values, by name. */
export type SelectorDefinitions = Readonly<
  Record<string, { readonly default?: unknown; readonly definition?: unknown; readonly description?: unknown }>
>;

/** Reads named selectors into selections. A selector may name another one (`method: selector`). */
export class Selectors {
  private readonly definitions: SelectorDefinitions;
  private readonly reading: string[] = [];

  constructor(definitions: SelectorDefinitions) {
    this.definitions = definitions;
  }

  /** The selector that counts when nothing else is selected. */
  defaultName(): string | undefined {
    return Object.entries(this.definitions).find(([, each]) => each.default === true)?.[0];
  }

  /** @throws ProblemError when there is none of that name, or its definition has no meaning */
  read(name: string): Selection {
    const found = Object.hasOwn(this.definitions, name) ? this.definitions[name] : undefined;
    if (found === undefined) throw this.missing(name);
    if (this.reading.includes(name)) throw broken(name, `it names itself: ${[...this.reading, name].join(' → ')}`);
    this.reading.push(name);
    const selection = this.part(found.definition, name);
    this.reading.pop();
    return selection;
  }

  /** Puts selectors in the place of the criteria that name them. */
  resolve(selection: Selection): Selection {
    if (selection.type !== 'criterion')
      return { ...selection, parts: selection.parts.map((part) => this.resolve(part)) };
    return selection.method === SELECTOR ? this.read(selection.value) : selection;
  }

  private part(definition: unknown, name: string): Selection {
    if (typeof definition === 'string') return parseCriterion(definition);
    if (!isRecord(definition)) throw broken(name, 'a definition is a text or a mapping');
    if ('union' in definition) return this.group('union', definition.union, name);
    if ('intersection' in definition) return this.group('intersection', definition.intersection, name);
    return this.criterion(definition, name);
  }

  private group(type: 'union' | 'intersection', list: unknown, name: string): Selection {
    if (!Array.isArray(list)) throw broken(name, `"${type}" holds a list`);
    const excluding = list.filter((each) => isRecord(each) && 'exclude' in each && !('method' in each));
    if (excluding.length > 1) throw broken(name, `"${type}" has more than one "exclude"`);
    const parts = list.filter((each) => !excluding.includes(each)).map((each) => this.part(each, name));
    const group: Selection = { type, parts, indirect: 'eager' };
    const [exclusion] = excluding;
    return isRecord(exclusion) ? this.without(group, exclusion.exclude, name) : group;
  }

  private without(selection: Selection, exclude: unknown, name: string): Selection {
    if (!Array.isArray(exclude)) throw broken(name, '"exclude" holds a list');
    const parts = exclude.map((each) => this.part(each, name));
    const excluded: Selection = { type: 'union', parts, indirect: 'eager' };
    return parts.length === 0 ? selection : { type: 'difference', parts: [selection, excluded], indirect: 'eager' };
  }

  private criterion(definition: Readonly<Record<string, unknown>>, name: string): Selection {
    const entries = Object.entries(definition);
    const [first] = entries;
    const short = entries.length === 1 && first !== undefined;
    const method = short ? first[0] : definition.method;
    const value = short ? first[1] : definition.value;
    if (method === undefined || value === undefined) throw broken(name, 'a mapping needs "method" and "value"');
    if (method === SELECTOR) return this.read(String(value));
    const text = String(value);
    const criterion: Selection = {
      type: 'criterion',
      ...methodOf(method === null ? impliedMethod(text) : String(method)),
      value: text,
      childrensParents: definition.childrens_parents === true,
      up: steps(definition.parents, definition.parents_depth),
      down: steps(definition.children, definition.children_depth),
      ...indirectOf(definition.indirect_selection),
    };
    return 'exclude' in definition ? this.without(criterion, definition.exclude, name) : criterion;
  }

  private missing(name: string): ProblemError {
    const known = Object.keys(this.definitions);
    const all = known.length === 0 ? 'Define it in selectors.yml.' : `There are ${known.join(', ')}.`;
    return new ProblemError({
      code: 'select.selector',
      message: `There is no selector "${name}".`,
      path: 'selectors.yml',
      remedy: didYouMean(name, known) ?? all,
    });
  }
}

const steps = (wanted: unknown, depth: unknown): number => {
  if (wanted !== true) return 0;
  return depth === undefined || depth === null ? Number.POSITIVE_INFINITY : Number(depth);
};

const isIndirect = (value: unknown): value is IndirectSelection => INDIRECT_SELECTIONS.some((each) => each === value);

const indirectOf = (value: unknown): { indirect?: IndirectSelection } => (isIndirect(value) ? { indirect: value } : {});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const broken = (name: string, why: string): ProblemError =>
  new ProblemError({
    code: 'select.selector',
    message: `The selector "${name}" can't be read: ${why}.`,
    path: 'selectors.yml',
    remedy: 'Write a text such as "tag:nightly+", a mapping of method and value, or a union or intersection of these.',
  });
