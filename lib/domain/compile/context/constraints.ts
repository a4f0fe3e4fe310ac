import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import type { Value } from '../../jinja/values/value.ts';
import { quoteName } from '../relation.ts';

const TYPES = ['check', 'not_null', 'unique', 'primary_key', 'foreign_key', 'custom'];

const textIn = (dict: PyDict, key: string): string => {
  const value = dict.get(key);
  return value === undefined || value === null ? '' : toText(value);
};

const listIn = (dict: PyDict, key: string): string[] => {
  const value = dict.get(key);
  return value === undefined || value === null ? [] : toArray(value).map(toText);
};

/** `"name" type constraint …`: a column of a contract as CREATE TABLE takes it. */
export function renderColumn(column: Value): string {
  if (!(column instanceof PyDict)) throw new JinjaError('type', 'A column of a contract is a mapping.');
  const name = textIn(column, 'name');
  const constraints = toArray(column.get('constraints') ?? []).map((each) => renderConstraint(each, 'column'));
  const quoted = truth(column.get('quote') ?? null) ? quoteName(name) : name;
  return [quoted, textIn(column, 'data_type'), ...constraints.filter((each) => each !== undefined)].join(' ');
}

/** A constraint as CREATE TABLE takes it; undefined for one that says nothing. */
export function renderConstraint(constraint: Value, level: 'column' | 'model'): string | undefined {
  if (!(constraint instanceof PyDict) || !TYPES.includes(textIn(constraint, 'type'))) throw unreadable(constraint);
  return level === 'column' ? ofColumn(constraint) : ofModel(constraint);
}

const unreadable = (constraint: Value): JinjaError =>
  new JinjaError('value', `This is no constraint: ${toText(constraint)}.`, {
    code: 'contract.constraint',
    remedy: `Give it a type: ${TYPES.join(', ')}.`,
  });

function ofColumn(constraint: PyDict): string | undefined {
  const type = textIn(constraint, 'type');
  const expression = textIn(constraint, 'expression');
  switch (type) {
    case 'check':
      return expression === '' ? undefined : `check (${expression})`;
    case 'foreign_key':
      return references(constraint);
    case 'custom':
      return expression || undefined;
    default:
      return `${type.replace('_', ' ')} ${expression}`.trim();
  }
}

function references(constraint: PyDict): string | undefined {
  const [to, columns, expression] = [
    textIn(constraint, 'to'),
    listIn(constraint, 'to_columns'),
    textIn(constraint, 'expression'),
  ];
  if (to !== '' && columns.length > 0) return `references ${to} (${columns.join(', ')})`;
  return expression === '' ? undefined : `references ${expression}`;
}

function ofModel(constraint: PyDict): string | undefined {
  const name = textIn(constraint, 'name');
  const body = modelBody(constraint);
  return body === undefined ? undefined : `${name === '' ? '' : `constraint ${name} `}${body}`;
}

function modelBody(constraint: PyDict): string | undefined {
  const type = textIn(constraint, 'type');
  const expression = textIn(constraint, 'expression');
  const columns = listIn(constraint, 'columns').join(', ');
  switch (type) {
    case 'check':
      return expression === '' ? undefined : `check (${expression})`;
    case 'unique':
    case 'primary_key':
      return `${type.replace('_', ' ')}${expression === '' ? '' : ` ${expression}`} (${columns})`;
    case 'foreign_key': {
      const target = references(constraint);
      return target === undefined ? undefined : `foreign key (${columns}) ${target}`;
    }
    default:
      // A NOT NULL of several columns is no SQL: dbt leaves it out too.
      return type === 'custom' && expression !== '' ? expression : undefined;
  }
}
