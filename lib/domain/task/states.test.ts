import { describe, expect, it } from 'vitest';
import { newTask, type TaskState, taskFields } from '#lib/contracts/task.ts';
import { mailText } from './mail.ts';
import { mentionsIn } from './mentions.ts';
import { between, spread } from './position.ts';
import { type Move, mayMove } from './states.ts';

const move = (from: TaskState, to: TaskState, more: Partial<Move> = {}): string => {
  const limits = { in_progress: 3, in_review: 2 };
  const usual = { assigneeId: 'ann', reviewerId: 'bob', personId: 'bob', editors: 2, limits, there: 0 };
  const allowed = mayMove({ from, to, ...usual, ...more });
  return allowed.ok ? 'moves' : allowed.problem.code;
};

describe('states', () => {
  it('let a task go any way that no rule forbids', () => {
    expect(move('idea', 'ready')).toBe('moves');
    expect(move('in_review', 'changes_requested')).toBe('moves');
    expect(move('in_model', 'idea')).toBe('moves');
  });

  it('take no more than their limit, which changes requested shares with the review', () => {
    expect(move('ready', 'in_progress', { there: 3 })).toBe('task.full');
    expect(move('ready', 'in_progress', { there: 2 })).toBe('moves');
    expect(move('in_review', 'changes_requested', { there: 2 })).toBe('moves');
    expect(move('checking', 'changes_requested', { there: 2 })).toBe('task.full');
    expect(move('in_progress', 'in_progress', { there: 9 })).toBe('moves');
  });

  it('want somebody for work, somebody else for a review, and nobody to accept their own', () => {
    expect(move('ready', 'in_progress', { assigneeId: null })).toBe('task.nobody');
    expect(move('checking', 'in_review', { reviewerId: null })).toBe('task.no_reviewer');
    expect(move('checking', 'in_review', { reviewerId: 'ann' })).toBe('task.no_reviewer');
    expect(move('in_review', 'accepted', { personId: 'ann' })).toBe('task.own_work');
    expect(move('in_review', 'accepted', { personId: 'ann', editors: 1 })).toBe('moves');
  });
});

describe('positions', () => {
  it('lie between two cards, above the first and below the last', () => {
    expect(between(undefined, undefined)).toBe(0);
    expect(between(1, 2)).toBe(1.5);
    expect(between(undefined, 5)).toBeLessThan(5);
    expect(between(5, undefined)).toBeGreaterThan(5);
  });

  it('run out after some halvings, and then the column is numbered anew', () => {
    let low = 0;
    let halvings = 0;
    for (let place = between(low, 1024); place !== undefined; place = between(low, 1024)) {
      low = place;
      halvings += 1;
    }
    expect(halvings).toBeGreaterThan(20);
    expect(spread(3)).toEqual([0, 1024, 2048]);
  });
});

describe('mentions', () => {
  const people = [
    { id: '1', name: 'Mateo' },
    { id: '2', name: 'Mateo Ruiz' },
    { id: '3', name: 'Öznur' },
  ];
  it('are names behind an @, the longest first, once each', () => {
    expect(mentionsIn('@Mateo Ruiz tests it, and @öznur. @Mateo Ruiz!', people)).toEqual(['2', '3']);
    expect(mentionsIn('ask @Mateo', people)).toEqual(['1']);
  });
  it('are not parts of addresses or of longer names', () => {
    expect(mentionsIn('mail@Mateo.example and @Mateos', people)).toEqual([]);
    expect(mentionsIn('@', people)).toEqual([]);
  });
});

describe('what a person writes', () => {
  it.each(['', '   ', '\u200F\u202E\u200E', '\u200B', 'x'.repeat(10_000)])('is no title: %j', (title) => {
    expect(newTask.safeParse({ title }).success).toBe(false);
  });
  it('keeps HTML and right-to-left letters as text, without marks that turn a line around', () => {
    expect(newTask.parse({ title: ' <b>a</b>\n\u202Eשלום ' }).title).toBe('<b>a</b> שלום');
    expect(newTask.parse({ title: '👩‍🔬 per hour' }).title).toBe('👩‍🔬 per hour');
  });
  it.each(['9999-01-01', '1999-12-31', '2026-02-30', 'tomorrow'])('is no due date: %s', (due) => {
    expect(taskFields.safeParse({ due }).success).toBe(false);
  });
});

it('a letter has one line as its subject and a link', () => {
  const letter = mailText(
    {
      kind: 'assigned',
      project: { name: 'flights', slug: 'flights' },
      by: 'Lena',
      task: { number: 23, title: 'Congestion\r\nBcc: x@y' },
      run: undefined,
      text: '',
    },
    'http://insitu.test',
  );
  expect(letter.subject).toBe('[flights] Lena assigned FT-23 Congestion Bcc: x@y to you');
  expect(letter.text).toContain('http://insitu.test/p/flights/board?task=23');
});
