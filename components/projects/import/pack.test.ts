import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOfInput, packFolder } from './pack.ts';

const file = (path: string, text: string): File =>
  Object.defineProperty(new File([text], path.split('/').at(-1) ?? path), 'webkitRelativePath', { value: path });

describe('a folder that is brought', () => {
  it('is packed with its paths, without history and environments', async () => {
    const chosen = [
      file('shop/dbt_project.yml', 'name: shop\r\n'),
      file('shop/models/a.sql', ''),
      file('shop/.git/config', 'x'),
      file('shop/node_modules/left/pad.js', 'x'),
      file('shop/models/ü/b.sql', 'select 1'),
    ];
    const zip = await packFolder(filesOfInput(chosen));
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]))).toEqual({
      'shop/dbt_project.yml': 'name: shop\r\n',
      'shop/models/a.sql': '',
      'shop/models/ü/b.sql': 'select 1',
    });
  });
});
