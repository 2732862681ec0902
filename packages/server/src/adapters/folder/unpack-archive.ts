import { once } from 'node:events';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { ServerError } from '../../domain/errors.js';
import { createEntryJudge, type ArchiveLimits } from './archive-names.js';
import { fileError } from './file-error.js';

/** Of what comes before an entry to describe it: a pax header or a long name. What an artifact is packed to has some hundred bytes of it. */
const MOST_META_BYTES = 16 * 1024;
/** First bytes of gzip and of zstd, which would be unpacked by themselves. */
const COMPRESSED = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];

/** Unpacks a tar archive as it comes in: a piece is on its way to the disk before the next one is asked for, so that memory holds no more than one.
 * @param folder empty. @returns where its files lie, relative and with `/`, in their order.
 * @throws ServerError BAD_ARCHIVE, PAYLOAD_TOO_LARGE, STORAGE_FULL; what reading the body threw. What was written until then stays. */
export async function unpackArchive(body: AsyncIterable<Uint8Array>, folder: string, limits: ArchiveLimits): Promise<readonly string[]> {
  const judge = createEntryJudge(limits);
  const names: string[] = [];
  let writes: (() => Promise<unknown>)[] = [];
  let file: FileHandle | undefined;
  let failure: Error | undefined;
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
  };

  const begin = async (name: string): Promise<void> => {
    const target = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    file = await open(target, 'wx');
  };
  const finish = async (): Promise<void> => {
    await file?.sync();
    await file?.close();
    file = undefined;
  };
  const parser = new Parser({
    strict: true,
    brotli: false,
    zstd: false,
    maxMetaEntrySize: MOST_META_BYTES,
    onReadEntry: (entry) => {
      try {
        const name = failure ? undefined : judge(entry);
        if (name !== undefined) {
          names.push(name);
          writes.push(() => begin(name));
          entry.on('data', (piece: Buffer) => writes.push(async () => file?.writeFile(piece)));
          entry.on('end', () => writes.push(finish));
        }
      } catch (error) {
        fail(error);
      }
      // Flowing, an entry gives all it has at once: nothing waits inside the parser.
      entry.resume();
    },
  });
  parser.on('error', fail);
  parser.on('ignoredEntry', ({ meta, type }: ReadEntry) =>
    fail(new ServerError('BAD_ARCHIVE', `an entry of the archive is ${meta ? 'described by too many bytes' : `a ${type}`}`)),
  );
  /** Not further than the disk. */
  const settle = async (): Promise<void> => {
    const begun = writes;
    writes = [];
    for (const write of begun) if (!failure) await write();
    if (failure) throw failure;
  };

  try {
    let read = 0;
    for await (const piece of afterFirstBytes(body)) {
      read += piece.length;
      if (read > limits.bytes + roomForHeaders(limits))
        throw new ServerError('PAYLOAD_TOO_LARGE', `the archive has more than the ${limits.bytes} bytes allowed`);
      parser.write(piece as Buffer);
      await settle();
    }
    const ended = once(parser, 'end').catch(fail);
    parser.end();
    await settle();
    await ended;
    await settle();
  } catch (error) {
    throw explained(error);
  } finally {
    await file?.close().catch(() => undefined);
  }
  return names;
}

/** Headers and padding, and what some packers fill the last block with. */
function roomForHeaders({ files }: ArchiveLimits): number {
  return files * (MOST_META_BYTES + 4096) + 1024 * 1024;
}

/** Refuses what is compressed before a parser sees it. */
async function* afterFirstBytes(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of body) {
    if (first === undefined) {
      yield piece;
      continue;
    }
    first = Buffer.concat([first, piece]);
    if (first.length < 4) continue;
    const begun = first;
    if (COMPRESSED.some((magic) => begun.subarray(0, magic.length).equals(magic)))
      throw new ServerError('BAD_ARCHIVE', 'the archive is compressed; send it as a plain .tar');
    first = undefined;
    yield begun;
  }
  if (first !== undefined) throw new ServerError('BAD_ARCHIVE', `the archive has ${first.length} bytes; pack the folder of one artifact`);
}

function explained(error: unknown): unknown {
  const known = fileError(error);
  if (known instanceof ServerError) return known;
  const { code, tarCode, message } = error as { readonly code?: string; readonly tarCode?: string; readonly message?: string };
  // A file where another entry has a folder.
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return new ServerError('BAD_ARCHIVE', 'an entry of the archive is a file and a folder in one; pack the folder of one artifact', {
      cause: error,
    });
  if (tarCode === undefined) return error;
  return new ServerError('BAD_ARCHIVE', `the body is not a whole tar archive (${message}); pack it and send it again`, { cause: error });
}
