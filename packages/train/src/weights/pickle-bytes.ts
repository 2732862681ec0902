import type { TrainError } from '../errors.js';

/** Of one text or number, in bytes. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_INTEGER = 64;

/** Reads what the instructions of a pickle carry, from a place on. Each call throws what `fail` makes where the bytes end or are longer than any that tensors need. */
export class PickleBytes {
  /** @param at where the next byte is. */
  constructor(
    private readonly bytes: Buffer,
    public at: number,
    private readonly fail: (why: string) => TrainError,
  ) {}

  /** The next bytes, as they lie. */
  take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw this.fail('it is cut off');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** A text of so many bytes. */
  text(length: number, encoding: 'utf8' | 'latin1'): string {
    if (length > LONGEST_TEXT) throw this.fail(`it has a text of ${length} bytes`);
    return this.take(length).toString(encoding);
  }

  /** A text up to the end of its line, which is passed. */
  line(): string {
    const end = this.bytes.subarray(0, this.at + LONGEST_TEXT).indexOf(0x0a, this.at);
    if (end < 0) throw this.fail('it is cut off');
    const line = this.take(end - this.at).toString('utf8');
    this.at++;
    return line;
  }

  /** A signed integer of so many bytes, lowest first. @returns a bigint beyond 2^53. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER) throw this.fail(`it has an integer of ${length} bytes`);
    const digits = Buffer.from(this.take(length)).reverse().toString('hex');
    const value = digits === '' ? 0n : BigInt.asIntN(8 * length, BigInt(`0x${digits}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
}
