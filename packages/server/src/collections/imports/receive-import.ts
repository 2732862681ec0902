import { createHash, randomUUID, type Hash } from 'node:crypto';
import { ServerError } from '../../domain/errors.js';
import { createPool } from '../../threads/pool.js';
import type { ImportLimits } from './import-limits.js';
import type { ImportPart, ImportStore } from './import-store.js';
import { createLineCounter } from './lines.js';
import { NPY_HEADER_BYTES, readNpyHeader, type NpyHeader } from './npy-header.js';

/** A part of an upload on its way in. */
export interface IncomingPart {
  /** `items` or `vectors`; any other is refused. */
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** An upload that is there as a whole. */
export interface ReceivedImport {
  /** What it is kept under. */
  readonly id: string;
  /** Lines that say something. */
  readonly lines: number;
  /** sha256 over its parts, hex. */
  readonly content: string;
  /** Of the matrix; undefined where there is none. */
  readonly matrix: NpyHeader | undefined;
}

/** What receiving needs. */
export interface ReceiveImportDeps {
  readonly imports: ImportStore;
  readonly limits: ImportLimits;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
}

/** Uploads that may come in at a time; one more is refused. */
const MOST_COMING = 4;

/** Takes in uploads, a piece in memory at a time.
 * @returns takes in one: the lines, and the matrix where there is one, in any order. @param dimensions of the collection's vectors.
 * @throws ServerError (each call) BAD_REQUEST, BAD_VECTOR for a matrix of other rows, PAYLOAD_TOO_LARGE, STORAGE_FULL, TOO_BUSY; what reading the parts threw. Nothing is left behind then. */
export function createImportReceiver({ imports, limits, requireRoom }: ReceiveImportDeps) {
  const coming = createPool('imports that come in', { concurrent: MOST_COMING, waiting: 0 });

  async function* watched(body: AsyncIterable<Uint8Array>, see: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    await requireRoom();
    for await (const piece of body) {
      bytes += piece.byteLength;
      if (bytes > limits.importBytes)
        throw new ServerError('PAYLOAD_TOO_LARGE', `the import has more than the ${limits.importBytes} bytes allowed; send it in several`);
      see(piece);
      yield piece;
      await requireRoom();
    }
  }

  const receiveLines = async (id: string, body: AsyncIterable<Uint8Array>): Promise<number> => {
    const counter = createLineCounter();
    const see = (piece: Uint8Array): void => {
      counter.see(piece);
      if (counter.count() > limits.importLines)
        throw new ServerError('PAYLOAD_TOO_LARGE', `the import has more than the ${limits.importLines} lines allowed; send it in several`);
    };
    await imports.put(id, 'items', watched(body, see));
    return counter.count();
  };

  const receiveMatrix = async (id: string, body: AsyncIterable<Uint8Array>, dimensions: number): Promise<NpyHeader> => {
    let beginning = Buffer.alloc(0);
    let bytes = 0;
    let header: NpyHeader | undefined;
    const look = (): NpyHeader => {
      const found = readNpyHeader(beginning);
      if (found.columns !== dimensions)
        throw new ServerError('BAD_VECTOR', `vectors: its rows have ${found.columns} numbers, the collection's vectors ${dimensions}`);
      return found;
    };
    const see = (piece: Uint8Array): void => {
      bytes += piece.byteLength;
      if (header) return;
      beginning = Buffer.concat([beginning, piece]);
      // What is wrong is said before gigabytes of it have come.
      if (beginning.length >= NPY_HEADER_BYTES) header = look();
    };
    await imports.put(id, 'vectors', watched(body, see));
    header ??= look();
    const expected = header.begin + 4 * header.rows * header.columns;
    if (bytes !== expected)
      throw new ServerError(
        'BAD_REQUEST',
        `vectors: the file has ${bytes} bytes, its header says ${expected}; it was cut off or has more behind it`,
      );
    return header;
  };

  return (parts: AsyncIterable<IncomingPart>, dimensions: number): Promise<ReceivedImport> =>
    coming.run(async () => {
      const id = randomUUID();
      const content = createHash('sha256');
      try {
        let lines: number | undefined;
        let matrix: NpyHeader | undefined;
        for await (const { name, body: pieces } of parts) {
          const body = hashed(content.update(`${name}\0`), pieces);
          const isKnown = (['items', 'vectors'] satisfies ImportPart[] as string[]).includes(name);
          if (!isKnown || (name === 'items' ? lines : matrix) !== undefined)
            throw new ServerError(
              'BAD_REQUEST',
              `the form has a part '${name.slice(0, 80)}'${isKnown ? ' twice' : ''}; send 'items' (a line of JSON each) and, where they are not in the lines, 'vectors' (.npy), once`,
            );
          if (name === 'items') lines = await receiveLines(id, body);
          else matrix = await receiveMatrix(id, body, dimensions);
        }
        if (lines === undefined)
          throw new ServerError('BAD_REQUEST', "the form has no part 'items', which names the items, a line of JSON each");
        if (lines === 0) throw new ServerError('BAD_REQUEST', 'the import is empty; send a line of JSON for each item');
        if (matrix && matrix.rows !== lines)
          throw new ServerError('BAD_REQUEST', `vectors: it has ${matrix.rows} rows for ${lines} lines of items; each line needs its row`);
        return { id, lines, matrix, content: content.digest('hex') };
      } catch (error) {
        await imports.drop(id);
        throw error;
      }
    });
}

async function* hashed(hash: Hash, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}
