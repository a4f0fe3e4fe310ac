import { expect, it } from 'vitest';
import { formerPath } from './renames.ts';

const file = (path: string, text: string) => ({ path, text });
const TEXT = 'select id,\n  amount\nfrom orders\n';

it('knows a file by its text again, also where it was edited with the move', () => {
  const gone = [file('models/other.sql', 'select 9\n'), file('models/old.sql', TEXT)];
  expect(formerPath(file('models/new.sql', TEXT), gone)).toBe('models/old.sql');
  expect(formerPath(file('models/new.sql', `${TEXT}where true\n`), gone)).toBe('models/old.sql');
});

it('of two that say the same takes the one of its name', () => {
  const gone = [file('models/a.sql', TEXT), file('models/old/new.sql', TEXT)];
  expect(formerPath(file('models/new.sql', TEXT), gone)).toBe('models/old/new.sql');
});

it('leaves a new file a new one', () => {
  expect(formerPath(file('models/new.sql', TEXT), [file('models/old.sql', 'select 1\n')])).toBeUndefined();
  expect(formerPath(file('models/new.sql', TEXT), [])).toBeUndefined();
});
