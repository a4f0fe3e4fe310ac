import { JinjaError } from '../../../jinja/errors.ts';
import { rootOf } from '../../../jinja/evaluate/scope.ts';
import { parseTemplate } from '../../../jinja/parser.ts';
import { renderTemplate } from '../../../jinja/render.ts';
import { toText } from '../../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../../jinja/values/value.ts';
import { GRANULARITIES } from '../definition.ts';

type ItemType = 'Dimension' | 'TimeDimension' | 'Entity' | 'Metric';

/** What a filter or a group-by names: `Dimension('order__is_paid')`, with what is called on it. */
export interface Item {
  readonly type: ItemType;
  /** The last part of its name. */
  readonly name: string;
  readonly written: string;
  readonly granularity: string | undefined;
}

type Place = 'filter' | 'order' | 'group';

const TYPES: readonly ItemType[] = ['Dimension', 'TimeDimension', 'Entity', 'Metric'];

/**
 * The items a template of the object syntax names.
 * @see https://docs.getdbt.com/docs/build/saved-queries
 * @returns what is wrong with it, if anything is
 */
export function itemsOf(template: string, place: Place): readonly Item[] | string {
  const items: Item[] = [];
  const make = (type: ItemType): readonly [string, Value] => [
    type,
    new PyFunction(type, (args) => new ItemObject(items, items.push(itemOf(type, args, place)) - 1, place)),
  ];
  try {
    renderTemplate(parseTemplate(template, ''), rootOf(new Map(TYPES.map(make))));
    return items;
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    return error.message;
  }
}

function itemOf(type: ItemType, { positional, named }: CallArguments, place: Place): Item {
  const name =
    positional[0] ??
    named.get(`${type === 'TimeDimension' ? 'time_dimension' : type.toLowerCase()}_name`) ??
    named.get('name');
  if (typeof name !== 'string') throw new JinjaError('type', `${type}() takes a name, in quotes.`);
  const groups = positional[1] ?? named.get('group_by');
  if (type === 'Metric' && place !== 'order' && groups === undefined)
    throw new JinjaError('type', `Metric('${name}') needs what it is grouped by: Metric('${name}', group_by=['…']).`);
  const { links, element, granularity } = partsOf(name);
  if ((type === 'Dimension' || type === 'TimeDimension') && links.length !== 1 && element !== 'metric_time')
    throw new JinjaError('type', `"${name}" has to be an entity and a dimension: entity__${element}.`);
  const grain = type === 'TimeDimension' ? (positional[1] ?? named.get('time_granularity_name')) : undefined;
  return {
    type,
    name: type === 'Metric' ? name : element,
    written: name,
    granularity: grain === undefined || grain === null ? granularity : toText(grain).toLowerCase(),
  };
}

/** `order__placed_at__month`: entities, the element, and perhaps a granularity. */
function partsOf(name: string) {
  const parts = name.toLowerCase().split('__');
  const last = parts.at(-1) ?? '';
  const granularity = parts.length > 1 ? GRANULARITIES.find((each) => each === last) : undefined;
  const rest = granularity === undefined ? parts : parts.slice(0, -1);
  return { links: rest.slice(0, -1), element: rest.at(-1) ?? '', granularity };
}

/** `.grain('month')`, `.date_part('year')`, `.descending(True)`. */
class ItemObject extends PyObject {
  readonly typeName = 'QueryItem';
  private readonly items: Item[];
  private readonly at: number;
  private readonly place: Place;

  constructor(items: Item[], at: number, place: Place) {
    super();
    this.items = items;
    this.at = at;
    this.place = place;
  }

  override text(): string {
    return this.items[this.at]?.written ?? '';
  }

  override attribute(name: string): Value | undefined {
    const isDimension = this.items[this.at]?.type === 'Dimension';
    if (name === 'grain' && isDimension)
      return this.method(name, (value) => ({ granularity: toText(value).toLowerCase() }));
    if (name === 'date_part' && isDimension) return this.method(name, () => ({}));
    if (name === 'descending' && (this.place === 'order' || isDimension)) return this.method(name, () => ({}));
    return undefined;
  }

  private method(name: string, change: (value: Value) => Partial<Item>): Value {
    return new PyFunction(name, ({ positional: [value = null] }) => {
      const item = this.items[this.at];
      if (item !== undefined) this.items[this.at] = { ...item, ...change(value) };
      return this;
    });
  }
}
