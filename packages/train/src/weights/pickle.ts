import type { TrainError } from '../errors.js';

/** A name that a pickle asks for, such as `collections.OrderedDict`. */
export interface PickledName {
  readonly kind: 'name';
  readonly name: string;
}

/** A tuple, told apart from a list. */
export interface PickledTuple {
  readonly kind: 'tuple';
  readonly items: readonly unknown[];
}

/** What a pickle may do beyond plain data. */
export interface PickleRules {
  /** For what cannot be read. @param why a clause. */
  fail(why: string): TrainError;
  /** Whether a name may be asked for at all. */
  knows(name: string): boolean;
  /** What calling a known name gives. */
  call(name: string, parameters: readonly unknown[]): unknown;
  /** What a reference to something outside of the pickle is. */
  outside(reference: unknown): unknown;
}

/** Values that one pickle may remember or hold at once: a hundred times what a large model has. */
const MOST_VALUES = 1_000_000;
/** Of one text or number, in bytes. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_INTEGER = 64;

const MARK = Symbol('mark');

/** Whether a value is a tuple. */
export function isTuple(value: unknown): value is PickledTuple {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'tuple';
}

/** Whether a value is a name that was asked for. */
export function isName(value: unknown): value is PickledName {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'name';
}

/** Reads one pickle (protocols 2 to 5) without running anything: a machine that knows plain data, and asks `rules` about every name, call and reference.
 * Dictionaries become Maps, integers beyond 2^53 bigints. It does a bounded amount of work for each byte.
 * @returns the value, and where the next byte is.
 * @throws what `rules.fail` makes, for opcodes that data does not need, and bytes that are cut off or make no sense. */
export function readPickle(bytes: Buffer, begin: number, rules: PickleRules): { readonly value: unknown; readonly end: number } {
  const machine = new PickleMachine(bytes, begin, rules);
  return { value: machine.run(), end: machine.at };
}

class PickleMachine {
  at: number;
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    private readonly bytes: Buffer,
    begin: number,
    private readonly rules: PickleRules,
  ) {
    this.at = begin;
  }

  run(): unknown {
    for (;;) {
      const opcode = this.take(1)[0]!;
      if (opcode === 0x2e) return this.pop();
      this.step(opcode);
      if (this.stack.length > MOST_VALUES || this.memo.size > MOST_VALUES)
        throw this.rules.fail(`it holds more than ${MOST_VALUES} values`);
    }
  }

  private step(opcode: number): void {
    const { stack } = this;
    switch (opcode) {
      case 0x80: // PROTO
        this.take(1);
        return;
      case 0x95: // FRAME
        this.take(8);
        return;
      case 0x28: // MARK
        stack.push(MARK);
        return;
      case 0x30: // POP
        stack.pop();
        return;
      case 0x4e: // NONE
        stack.push(null);
        return;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        return;
      case 0x4b: // BININT1
        stack.push(this.take(1)[0]);
        return;
      case 0x4d: // BININT2
        stack.push(this.take(2).readUInt16LE());
        return;
      case 0x4a: // BININT
        stack.push(this.take(4).readInt32LE());
        return;
      case 0x8a: // LONG1
        stack.push(this.integer(this.take(1)[0]!));
        return;
      case 0x47: // BINFLOAT
        stack.push(this.take(8).readDoubleBE());
        return;
      case 0x58: // BINUNICODE
        stack.push(this.text(this.take(4).readUInt32LE(), 'utf8'));
        return;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(this.text(this.take(1)[0]!, 'utf8'));
        return;
      case 0x55: // SHORT_BINSTRING
        stack.push(this.text(this.take(1)[0]!, 'latin1'));
        return;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        return;
      case 0x5d: // EMPTY_LIST
        stack.push([]);
        return;
      case 0x29: // EMPTY_TUPLE
        stack.push(tuple([]));
        return;
      case 0x85: // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87:
        stack.push(tuple(this.popMany(opcode - 0x84)));
        return;
      case 0x74: // TUPLE
        stack.push(tuple(this.popToMark()));
        return;
      case 0x61: // APPEND
        this.append([this.pop()]);
        return;
      case 0x65: // APPENDS
        this.append(this.popToMark());
        return;
      case 0x73: // SETITEM
        this.setItems(this.popMany(2));
        return;
      case 0x75: // SETITEMS
        this.setItems(this.popToMark());
        return;
      case 0x71: // BINPUT
        this.remember(this.take(1)[0]!);
        return;
      case 0x72: // LONG_BINPUT
        this.remember(this.take(4).readUInt32LE());
        return;
      case 0x94: // MEMOIZE
        this.remember(this.memo.size);
        return;
      case 0x68: // BINGET
        this.recall(this.take(1)[0]!);
        return;
      case 0x6a: // LONG_BINGET
        this.recall(this.take(4).readUInt32LE());
        return;
      case 0x63: // GLOBAL
        this.name(`${this.line()}.${this.line()}`);
        return;
      case 0x93: // STACK_GLOBAL
        this.qualifiedName();
        return;
      case 0x52: // REDUCE
        this.call();
        return;
      case 0x62: // BUILD
        // State of an OrderedDict is only notes of its maker.
        this.pop();
        if (!(stack.at(-1) instanceof Map)) throw this.rules.fail('it gives a state to what is no dictionary');
        return;
      case 0x51: // BINPERSID
        stack.push(this.rules.outside(this.pop()));
        return;
      default:
        throw this.rules.fail(
          `it has the instruction 0x${opcode.toString(16).padStart(2, '0')} at byte ${this.at - 1}, which no tensors need`,
        );
    }
  }

  private take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw this.rules.fail('it is cut off');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private text(length: number, encoding: 'utf8' | 'latin1'): string {
    if (length > LONGEST_TEXT) throw this.rules.fail(`it has a text of ${length} bytes`);
    return this.take(length).toString(encoding);
  }

  private line(): string {
    const end = this.bytes.subarray(0, this.at + LONGEST_TEXT).indexOf(0x0a, this.at);
    if (end < 0) throw this.rules.fail('it is cut off');
    const line = this.take(end - this.at).toString('utf8');
    this.at++;
    return line;
  }

  private integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER) throw this.rules.fail(`it has an integer of ${length} bytes`);
    const digits = Buffer.from(this.take(length)).reverse().toString('hex');
    const value = digits === '' ? 0n : BigInt.asIntN(8 * length, BigInt(`0x${digits}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  private pop(): unknown {
    if (this.stack.length === 0 || this.stack.at(-1) === MARK) throw this.rules.fail('it takes a value where there is none');
    return this.stack.pop();
  }

  private popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  private popToMark(): unknown[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw this.rules.fail('it ends a list that has not begun');
    const items = this.stack.splice(mark + 1);
    this.stack.pop();
    return items;
  }

  private append(items: readonly unknown[]): void {
    const list = this.stack.at(-1);
    if (!Array.isArray(list)) throw this.rules.fail('it appends to what is no list');
    for (const item of items) list.push(item);
  }

  private setItems(items: readonly unknown[]): void {
    const target = this.stack.at(-1);
    if (!(target instanceof Map) || items.length % 2 !== 0) throw this.rules.fail('it sets items of what is no dictionary');
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  private remember(index: number): void {
    const top = this.pop();
    this.stack.push(top);
    this.memo.set(index, top);
  }

  private recall(index: number): void {
    if (!this.memo.has(index)) throw this.rules.fail(`it recalls value ${index}, which it has not kept`);
    this.stack.push(this.memo.get(index));
  }

  private qualifiedName(): void {
    const parts = this.popMany(2);
    if (!parts.every((part) => typeof part === 'string')) throw this.rules.fail('it asks for a name that is no text');
    this.name(parts.join('.'));
  }

  private name(name: string): void {
    if (!this.rules.knows(name))
      throw this.rules.fail(
        `it asks for ${JSON.stringify(name.slice(0, 200))}, which is none of the names that tensors need; nothing was run`,
      );
    this.stack.push({ kind: 'name', name } satisfies PickledName);
  }

  private call(): void {
    const [callee, parameters] = this.popMany(2);
    if (!isName(callee) || !isTuple(parameters)) throw this.rules.fail('it calls what is no name');
    this.stack.push(this.rules.call(callee.name, parameters.items));
  }
}

function tuple(items: readonly unknown[]): PickledTuple {
  return { kind: 'tuple', items };
}
