import type { Readable } from 'node:stream';
import { fromBufferPromise } from 'yauzl';
import type { TrainError } from '../errors.js';
import { readPickle } from './pickle.js';
import { pyTorchRules, type PyTorchStorage } from './pytorch-tensors.js';

/** Methods of zip. */
const STORED = 0;
const DEFLATED = 8;
/** Members of an archive: every storage is one. */
const MOST_MEMBERS = 100_000;
/** What a file holds may be so many times as large as it is, and a little more for small files: weights are nearly noise and hardly shrink, but views of one
 * storage name its values many times. */
export const MOST_TIMES_THE_FILE = 8;
const SMALL_FILE_BYTES = 2 ** 20;

/** Bytes that a file of so many may unfold to. */
export function mostBytesOf(fileBytes: number): number {
  return MOST_TIMES_THE_FILE * (fileBytes + SMALL_FILE_BYTES);
}

/** Of `data.pkl`: names and shapes, without values. */
const LARGEST_PICKLE = 64 * 2 ** 20;

/** What lies in an archive of `torch.save`: `<name>/data.pkl`, and a member `<name>/data/<key>` for each storage. PyTorch stores its members; those of an archive that
 * was packed again may be deflated, and unfold to a bounded size.
 * @throws what `fail` makes. */
export async function readPyTorchZip(
  bytes: Buffer,
  fail: (why: string, cause?: unknown) => TrainError,
): Promise<{ value: unknown; storage: (storage: PyTorchStorage) => Buffer }> {
  const members = await readMembers(bytes, fail);
  const pickles = [...members.keys()].filter((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1)
    throw fail(
      `the archive has ${pickles.length} members data.pkl, not one${members.has('constants.pkl') ? ' (it is a TorchScript program)' : ''}`,
    );
  const root = pickle.slice(0, -'data.pkl'.length);
  if (members.get(`${root}byteorder`)?.toString('latin1') === 'big')
    throw fail('it was written on a machine whose numbers begin at the other end');
  const content = members.get(pickle)!;
  if (content.length > LARGEST_PICKLE) throw fail(`its data.pkl has ${content.length} bytes`);
  return {
    value: readPickle(content, 0, pyTorchRules(fail)).value,
    storage: ({ key }) => {
      const found = members.get(`${root}data/${key}`);
      if (!found) throw fail(`storage ${key} is missing`);
      return found;
    },
  };
}

async function readMembers(bytes: Buffer, fail: (why: string, cause?: unknown) => TrainError): Promise<Map<string, Buffer>> {
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true });
    if (archive.entryCount > MOST_MEMBERS) throw fail(`the archive has ${archive.entryCount} members`);
    const members = new Map<string, Buffer>();
    // Stored members cannot be larger than the file, but may be claimed many times. Of deflated ones no more is unfolded than was claimed.
    let left = bytes.length;
    let unfolded = mostBytesOf(bytes.length);
    for await (const entry of archive.eachEntry()) {
      const { fileName, compressionMethod, uncompressedSize } = entry;
      if (compressionMethod === STORED) left -= uncompressedSize;
      else if (compressionMethod === DEFLATED) unfolded -= uncompressedSize;
      else throw fail(`its member ${fileName} is compressed by method ${compressionMethod} of zip; stored and deflated ones are read`);
      if (left < 0) throw fail('its members are larger than the file');
      if (unfolded < 0) throw fail(`its members unfold to more than ${MOST_TIMES_THE_FILE} times the file`);
      members.set(fileName, await readAll(await archive.openReadStreamPromise(entry)));
    }
    return members;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TrainError') throw cause;
    throw fail(`the archive is damaged (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
