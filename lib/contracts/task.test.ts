import { expect, it } from 'vitest';
import { commentText, newTask, taskFields } from './task.ts';

const title = (text: string) => newTask.safeParse({ title: text });

it('a title of 10,000 characters is refused with the limit', () => {
  expect(title('x'.repeat(200)).success).toBe(true);
  expect(title('x'.repeat(10_000)).error?.issues[0]?.message).toBe('A title has 200 characters at most.');
});

it('a title of nothing but marks that turn the direction of text is no title, and within words they go', () => {
  for (const marks of ['\u202E\u202D', '\u200F\u200E', '\u2066\u2069', '\u061C', ' \t\n', '\u200B\u00AD']) {
    expect(title(marks).error?.issues[0]?.message).toBe('Write a title.');
  }
  expect(title('late\u202Eetar').data?.title).toBe('late etar');
  // Words that are written from the right stay as they are.
  expect(title('معدل التأخير').data?.title).toBe('معدل التأخير');
});

it('HTML in a title or a comment is text like any other', () => {
  const html = '<img src=x onerror=alert(1)> & <b>late</b>';
  expect(title(html).data?.title).toBe(html);
  expect(commentText.parse(html)).toBe(html);
});

it('a title is one line', () => {
  expect(title('late\r\nrate\u0000').data?.title).toBe('late rate');
});

it.each(['9999-12-31', '1999-12-31', '2026-02-30', '31.12.2026', '+010000-01-01', ''])(
  'a due date %j is refused',
  (due) => {
    const { error } = taskFields.safeParse({ due });
    expect(error?.issues[0]?.message).toMatch(/date/);
  },
);

it('a due date within a plan is taken, and taken away', () => {
  expect(taskFields.parse({ due: '2028-02-29' }).due).toBe('2028-02-29');
  expect(taskFields.parse({ due: null }).due).toBeNull();
});
