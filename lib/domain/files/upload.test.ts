import { expect, it } from 'vitest';
import { readUpload } from './upload.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const upload = (path: string, ...parts: readonly Uint8Array[]) => readUpload(path, 0, parts);

it('reads UTF-8 text over the borders of its pieces, without its mark', async () => {
  const whole = bytes('\uFEFFname\nÅsa 🙂\n');
  const parts = [...whole].map((byte) => Uint8Array.of(byte));
  expect(await upload('seeds/a.csv', ...parts)).toEqual({ ok: true, value: 'name\nÅsa 🙂\n' });
  expect(await upload('seeds/empty.CSV')).toEqual({ ok: true, value: '' });
});

it.each([
  ['a/sheet.xlsx', 'Save the sheet as CSV'],
  ['big.parquet', 'Load it into the database'],
  ['all.zip', 'Unpack it'],
  ['notes.ipynb', 'each cell'],
  ['program.exe', 'one of these kinds'],
  ['csv', 'one of these kinds'],
])('refuses %s and says what to do', async (path, remedy) => {
  expect(await upload(path, bytes('a'))).toMatchObject({
    problem: { code: 'file.type', remedy: expect.stringContaining(remedy) },
  });
});

it('refuses what is too large with the limit, by what is said before and by what comes, and reads no further', async () => {
  expect(await readUpload('a.csv', 6 * 1024 * 1024, [])).toMatchObject({
    problem: { code: 'file.large', message: 'a.csv has 6.0 MB; a file of a project has 5 MB at most.' },
  });
  let read = 0;
  function* endless() {
    for (;;) {
      read += 1;
      yield new Uint8Array(1024 * 1024).fill(97);
    }
  }
  expect(await readUpload('a.csv', 0, endless())).toMatchObject({ problem: { code: 'file.large' } });
  expect(read).toBe(6);
});

it.each([
  ['Latin-1', Uint8Array.of(0x47, 0xfc, 0x6e)],
  ['a cut character', Uint8Array.of(0xe2, 0x82)],
  ['UTF-16', Uint8Array.of(0x61, 0x00)],
])('refuses %s: it is no UTF-8 text', async (_name, part) => {
  expect(await upload('seeds/a.csv', part)).toMatchObject({ problem: { code: 'file.encoding' } });
});
