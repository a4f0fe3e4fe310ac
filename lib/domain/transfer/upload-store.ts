import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { ImportOrigin } from './import-store.ts';
import { importLimits, inMegabytes } from './limits.ts';
import { openZip } from './zip-store.ts';

/**
 * A zip as it comes from a browser: written to disk while it arrives, and gone when it was read.
 * @param name what the person calls it, for the version's message
 */
export const uploadedZip = (body: AsyncIterable<Uint8Array>, name: string): ImportOrigin => ({
  name,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'insitu-import-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'project.zip');
      await pipeline(Readable.from(limited(body)), createWriteStream(path, { mode: 0o600 }));
      const source = await openZip(path);
      return {
        entries: source.entries,
        read: source.read,
        async [Symbol.asyncDispose]() {
          await source[Symbol.asyncDispose]();
          await remove();
        },
      };
    } catch (error) {
      await remove();
      throw error;
    }
  },
});

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > importLimits.uploadBytes) throw new ProblemError(tooLarge);
    yield part;
  }
}

const tooLarge = {
  code: 'request.large',
  message: `This zip is larger than ${inMegabytes(importLimits.uploadBytes)}.`,
  remedy: 'Leave out what is not the project’s text; load large data into the database and name it as a source.',
};
