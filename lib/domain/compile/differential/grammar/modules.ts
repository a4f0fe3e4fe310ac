import type { Choices } from '../choices.ts';
import { text } from './literals.ts';

const PATTERNS: readonly [string, ...string[]] = [
  'a',
  '\\d+',
  '(\\w+)\\s(\\w+)',
  '[a-c]+',
  '(?P<first>\\w)(?P<rest>\\w*)',
  '(a|b)*',
  '^',
  '$',
  '\\b',
  'x*',
  '.',
  '(?i)ABC',
  '(?:ab)+?',
  'a{2,3}',
  '[^\\s,]+',
  '(?<=a)b',
  '(?<!a)b',
  'b(?=c)',
  '(\\w)\\1',
  '(?P<q>[\'"]).*?(?P=q)',
  '\\s*,\\s*',
  '[\\]a-]',
  '(?s).+',
  '(?m)^\\w',
  '(a)|(b)',
  '(?x) a  b # c',
  '(?(1)a|b)',
  '(x)?(?(1)y|a)',
  '\\.',
  '\\Aa',
  'c\\Z',
  '(',
  '[',
  'a**',
  '\\q',
  '(?P<1>a)',
  'é|\\w',
  '[[:alpha:]]',
  '\\x41',
  '(?>a+)b',
  'a++',
  '{',
  'a{,2}',
  '(?i:A)b',
  '\\101',
  '(.)(.)(.)',
  '\\W',
];
const SUBJECTS: readonly [string, ...string[]] = [
  's',
  "'abc abc'",
  "'a,b , c'",
  "'2024-01-31'",
  "'aab\\nbc'",
  "''",
  "'Hello World'",
  "'éa😀b'",
  '"x=\'1\'"',
  "'aaa'",
  "'AbC'",
];
const REPLACEMENTS: readonly [string, ...string[]] = [
  '-',
  '',
  '\\1',
  '\\g<0>!',
  '[\\2]',
  '\\g<first>',
  '\\\\',
  '\\n',
  '$1',
  '\\q',
  '\\g<nope>',
  '\\9',
];
const FLAGS: readonly [string, ...string[]] = ['IGNORECASE', 'I', 'M', 'S', 'DOTALL', 'X', 'A'];

const subject = (choices: Choices): string => choices.pick(SUBJECTS);
const pattern = (choices: Choices): string => text(choices, choices.pick(PATTERNS));
const flags = (choices: Choices): string => (choices.chance(25) ? `, flags=modules.re.${choices.pick(FLAGS)}` : '');

/** A call of `modules.re` whose result can be printed. */
export function regex(choices: Choices): string {
  const found = (name: string): string =>
    `modules.re.${name}(${pattern(choices)}, ${subject(choices)}${flags(choices)})`;
  const replacement = (): string => text(choices, choices.pick(REPLACEMENTS));
  return choices.pick([
    `modules.re.sub(${pattern(choices)}, ${replacement()}, ${subject(choices)}${choices.pick(['', ', count=1', ', 2'])}${flags(choices)})`,
    found('findall'),
    `modules.re.split(${pattern(choices)}, ${subject(choices)}${choices.pick(['', ', 1', ', maxsplit=2'])}${flags(choices)})`,
    `${found(choices.pick(['search', 'match', 'fullmatch']))}.${choices.pick(['group()', 'group(1)', 'groups()', 'span()', 'start()', 'end()', 'groupdict()', "group('first')", 'group(0, 1)', 'lastindex', "groups('z')", 'span(1)'])}`,
    `${found('search')} is none`,
    `modules.re.escape(${subject(choices)})`,
    `modules.re.compile(${pattern(choices)}).${choices.pick(['findall', 'split'])}(${subject(choices)})`,
    `modules.re.subn(${pattern(choices)}, ${replacement()}, ${subject(choices)})`,
    `(${found('search')})[${choices.pick(['0', '1', "'first'"])}]`,
  ]);
}

const MOMENTS: readonly [string, ...string[]] = [
  'modules.datetime.datetime(2024, 2, 29, 13, 5, 9)',
  'modules.datetime.datetime(2023, 12, 31)',
  'modules.datetime.date(2024, 1, 31)',
  'modules.datetime.datetime(1999, 3, 1, 0, 0, 0, 123456)',
  "modules.datetime.datetime.strptime('2024-07-04 16:30', '%Y-%m-%d %H:%M')",
  "modules.datetime.datetime.fromisoformat('2022-05-06T07:08:09')",
  "modules.datetime.date.fromisoformat('2021-11-07')",
  "modules.datetime.datetime.strptime('03 Feb 21', '%d %b %y')",
  'modules.datetime.datetime(2024, 6, 1, 12, tzinfo=modules.pytz.utc)',
  "modules.pytz.timezone('Europe/Paris').localize(modules.datetime.datetime(2024, 7, 1, 12))",
  "modules.datetime.datetime.strptime('x', '%Y')",
  'modules.datetime.date(2023, 2, 29)',
  "modules.pytz.utc.localize(modules.datetime.datetime(2024, 1, 1)).astimezone(modules.pytz.timezone('America/New_York'))",
];
const DELTAS: readonly [string, ...string[]] = [
  'modules.datetime.timedelta(days=1)',
  'modules.datetime.timedelta(hours=-36)',
  'modules.datetime.timedelta(1, 30)',
  'modules.datetime.timedelta(weeks=2, minutes=5)',
  'modules.datetime.timedelta(days=1.5)',
  'modules.datetime.timedelta(milliseconds=1)',
];
const DIRECTIVES: readonly [string, ...string[]] = [
  '%Y-%m-%d',
  '%d/%m/%y %H:%M:%S',
  '%B %d, %Y',
  '%a %b %e',
  '%j %U %W %V',
  '%I:%M %p',
  '%f',
  '%%',
  '%s'.replace('s', 'A'),
  '%Y%m%d',
  '%z %Z',
  '%c',
  '%x %X',
  '%G-%V-%u',
  '%-d %-m',
];

/** A computation with dates and durations. */
export function datetime(choices: Choices): string {
  const moment = (): string => choices.pick(MOMENTS);
  const delta = (): string => choices.pick(DELTAS);
  return choices.pick([
    `${moment()}.strftime(${text(choices, choices.pick(DIRECTIVES))})`,
    `(${moment()} ${choices.pick(['+', '-'])} ${delta()})`,
    `${moment()}.${choices.pick(['year', 'month', 'day', 'weekday()', 'isoweekday()', 'isoformat()', 'replace(day=1)', 'hour', 'toordinal()'])}`,
    `(${moment()} - ${moment()})`,
    `(${delta()} ${choices.pick(['+', '-', '*', '/', '//', '%'])} ${choices.pick([delta(), '2', '1.5'])})`,
    `${delta()}.${choices.pick(['days', 'seconds', 'total_seconds()', 'microseconds'])}`,
    `(${moment()} ${choices.pick(['<', '==', '>='])} ${moment()})`,
    `[${choices.pick([moment(), delta()])}]`,
    `${moment()}.${choices.pick(['date()', 'time()', 'timestamp()', 'utcoffset()', 'tzname()', 'isocalendar()[1]'])}`,
    `(${delta()} + ${moment()})`,
  ]);
}

/** `modules.itertools`, made a list. */
export function iteration(choices: Choices): string {
  const items = (): string => choices.pick(['[1, 2, 3]', "'ab'", '[]', 'l', 'rows', '(1, 2)', 's']);
  const call = choices.pick([
    `chain(${items()}, ${items()})`,
    `product(${items()}, ${items()})`,
    `product('ab', repeat=2)`,
    `permutations([1, 2, 3], ${choices.pick(['2', '3', '0'])})`,
    'permutations([1, 2, 3])',
    `combinations(${items()}, 2)`,
    'combinations_with_replacement([1, 2], 2)',
    `zip_longest(${items()}, ${items()}, fillvalue=0)`,
    `islice(${items()}, ${choices.pick(['2', '1, 3', '0, none, 2', '1, none'])})`,
    'islice(modules.itertools.count(5), 3)',
    "islice(modules.itertools.cycle('ab'), 5)",
    'repeat(7, 2)',
    `accumulate([1, 2, 3]${choices.pick(['', ', initial=10'])})`,
    `compress(${items()}, [1, 0, 1])`,
    'starmap(dict, [[]])',
    'count(1, 2, 3)',
  ]);
  return `modules.itertools.${call}|list`;
}
