import { JinjaError } from '../errors.ts';
import type { CharacterTest, ParsedRegex, RegexNode } from './ast.ts';
import { isWord, sameIgnoringCase } from './characters.ts';

/** Attempts a match may take; a pattern that backtracks without end stops here. */
const MAX_STEPS = 5_000_000;

type Continue = (at: number) => boolean;
type Step = (at: number, then: Continue) => boolean;

/** Where groups begin and end, in code points; group 0 is the whole match. */
export interface Found {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Matches one text against one pattern, backtracking as Python's `re` does, with a limit. */
export class Matcher {
  private readonly text: readonly number[];
  private readonly start: Step;
  private readonly starts: number[];
  private readonly ends: number[];
  private steps = 0;
  private notEmptyAt = -1;

  constructor(regex: ParsedRegex, text: readonly number[]) {
    this.text = text;
    this.starts = new Array(regex.groups + 1).fill(-1);
    this.ends = new Array(regex.groups + 1).fill(-1);
    this.start = this.compile(regex.node);
  }

  /** A match that begins at `at`. @param whole whether it has to end at the end */
  match(at: number, whole = false): Found | undefined {
    this.starts.fill(-1);
    this.ends.fill(-1);
    let end = -1;
    const done = this.start(at, (position) => {
      if ((whole && position !== this.text.length) || (position === at && at === this.notEmptyAt)) return false;
      end = position;
      return true;
    });
    if (!done) return undefined;
    this.starts[0] = at;
    this.ends[0] = end;
    return { starts: [...this.starts], ends: [...this.ends] };
  }

  /** The first match at or after `from`. */
  search(from: number): Found | undefined {
    for (let at = from; at <= this.text.length; at++) {
      const found = this.match(at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** As `search`, but what is found at `from` itself must not be empty. */
  searchAdvancing(from: number): Found | undefined {
    this.notEmptyAt = from;
    const found = this.search(from);
    this.notEmptyAt = -1;
    return found;
  }

  private spend(): void {
    if (++this.steps <= MAX_STEPS) return;
    throw new JinjaError('limit', 'This regular expression tries too many ways to match.', {
      code: 'jinja.regex',
      remedy: 'Avoid repeats within repeats, such as (a+)+; say exactly what each part may hold.',
    });
  }

  private compile(node: RegexNode): Step {
    switch (node.type) {
      case 'set':
        return (at, then) => {
          this.spend();
          const code = this.text[at];
          return code !== undefined && node.test(code) && then(at + 1);
        };
      case 'assert':
        return (at, then) => this.holds(node, at) && then(at);
      case 'sequence':
        return this.sequence(node.items.map((item) => this.compile(item)));
      case 'choice': {
        const options = node.options.map((option) => this.compile(option));
        return (at, then) => options.some((option) => option(at, then));
      }
      case 'group':
        return this.group(node.index, this.compile(node.body));
      case 'reference':
        return (at, then) => this.reference(node, at, then);
      default:
        return this.compileRare(node);
    }
  }

  private compileRare(node: RegexNode & { type: 'atomic' | 'look' | 'condition' | 'repeat' }): Step {
    switch (node.type) {
      case 'atomic':
        return this.atomic(this.compile(node.body));
      case 'look':
        return this.look(node, this.compile(node.body));
      case 'condition': {
        const [yes, no] = [this.compile(node.yes), this.compile(node.no)];
        return (at, then) => ((this.ends[node.index] ?? -1) >= 0 ? yes(at, then) : no(at, then));
      }
      case 'repeat':
        return this.repeat(node);
    }
  }

  private sequence(steps: readonly Step[]): Step {
    const [first, second, ...rest] = steps;
    if (first === undefined) return (at, then) => then(at);
    if (second === undefined) return first;
    const after = rest.length === 0 ? second : this.sequence([second, ...rest]);
    return (at, then) => first(at, (next) => after(next, then));
  }

  private group(index: number, body: Step): Step {
    return (at, then) => {
      const [start = -1, end = -1] = [this.starts[index], this.ends[index]];
      const done = body(at, (next) => {
        const [innerStart = -1, innerEnd = -1] = [this.starts[index], this.ends[index]];
        this.starts[index] = at;
        this.ends[index] = next;
        if (then(next)) return true;
        this.starts[index] = innerStart;
        this.ends[index] = innerEnd;
        return false;
      });
      if (!done) {
        this.starts[index] = start;
        this.ends[index] = end;
      }
      return done;
    };
  }

  private atomic(body: Step): Step {
    return (at, then) => {
      let end = -1;
      const done = body(at, (next) => {
        end = next;
        return true;
      });
      return done && then(end);
    };
  }

  private look(node: RegexNode & { type: 'look' }, body: Step): Step {
    return (at, then) => {
      const from = at - (node.behind ?? 0);
      const found = from >= 0 && body(from, (next) => node.behind === undefined || next === at);
      return found !== node.negated && then(at);
    };
  }

  private reference(node: RegexNode & { type: 'reference' }, at: number, then: Continue): boolean {
    const [start = -1, end = -1] = [this.starts[node.index], this.ends[node.index]];
    if (end < 0) return false;
    for (let index = start; index < end; index++) {
      this.spend();
      const [a, b] = [this.text[index], this.text[at + index - start]];
      if (a === undefined || b === undefined) return false;
      if (!(node.ignoreCase ? sameIgnoringCase(a, b) : a === b)) return false;
    }
    return then(at + end - start);
  }

  private repeat(node: RegexNode & { type: 'repeat' }): Step {
    const step =
      node.body.type === 'set' ? this.repeatSet(node, node.body.test) : this.repeatAny(node, this.compile(node.body));
    return node.mode === 'possessive' ? this.atomic(step) : step;
  }

  /** Repeats one character without recursion: `.*` over a long text must not overflow the stack. */
  private repeatSet({ least, most, mode }: RegexNode & { type: 'repeat' }, test: CharacterTest): Step {
    return (at, then) => {
      let count = 0;
      const takes = (): boolean => {
        this.spend();
        const code = this.text[at + count];
        return count < most && code !== undefined && test(code);
      };
      if (mode === 'lazy') {
        for (; count < least; count++) if (!takes()) return false;
        for (; ; count++) {
          if (then(at + count)) return true;
          if (!takes()) return false;
        }
      }
      while (takes()) count++;
      for (; count >= least; count--) {
        if (then(at + count)) return true;
        this.spend();
      }
      return false;
    };
  }

  private repeatAny({ least, most, mode }: RegexNode & { type: 'repeat' }, body: Step): Step {
    const from = (count: number, at: number, then: Continue): boolean => {
      this.spend();
      const more = (): boolean =>
        // A round that takes nothing would go on for ever.
        count < most && body(at, (next) => (next === at && count >= least ? false : from(count + 1, next, then)));
      if (count < least) return more();
      return mode === 'lazy' ? then(at) || more() : more() || then(at);
    };
    return (at, then) => from(0, at, then);
  }

  private holds({ what, ascii }: RegexNode & { type: 'assert' }, at: number): boolean {
    const { text } = this;
    switch (what) {
      case 'start':
        return at === 0;
      case 'end':
        return at === text.length;
      case 'line_start':
        return at === 0 || text[at - 1] === 10;
      case 'line_end':
        return at === text.length || text[at] === 10;
      case 'last_end':
        return at === text.length || (at === text.length - 1 && text[at] === 10);
      default:
        return (isWord(text[at - 1], ascii) !== isWord(text[at], ascii)) === (what === 'word');
    }
  }
}
