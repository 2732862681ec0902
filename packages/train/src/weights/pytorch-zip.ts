import type { Readable } from 'node:stream';
import { fromBufferPromise } from 'yauzl';
import type { TrainError } from '../errors.js';
import { readPickle } from './pickle.js';
import { pyTorchRules, type PyTorchStorage } from './pytorch-tensors.js';

/** Members of an archive: every storage is one. */
const MOST_MEMBERS = 100_000;
/** Of `data.pkl`: names and shapes, without values. */
const LARGEST_PICKLE = 64 * 2 ** 20;

/** What lies in an archive of `torch.save`: `<name>/data.pkl`, and a member `<name>/data/<key>` for each storage. PyTorch stores its members; compressed
 * ones are refused, as they may unfold to any size.
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
    // Stored members cannot be larger than the file, but may be claimed many times.
    let left = bytes.length;
    for await (const entry of archive.eachEntry()) {
      const { fileName, compressionMethod, uncompressedSize } = entry;
      if (compressionMethod !== 0) throw fail(`its member ${fileName} is compressed, which torch.save never does`);
      left -= uncompressedSize;
      if (left < 0) throw fail('its members are larger than the file');
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
