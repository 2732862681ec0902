import type { TrainError } from '../errors.js';
import { PickleBytes } from './pickle-bytes.js';

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
  const reader = new PickleBytes(bytes, begin, (why) => rules.fail(why));
  const value = new PickleMachine(reader, rules).run();
  return { value, end: reader.at };
}

class PickleMachine {
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    private readonly bytes: PickleBytes,
    private readonly rules: PickleRules,
  ) {}

  run(): unknown {
    for (;;) {
      const opcode = this.bytes.take(1)[0]!;
      if (opcode === 0x2e) return this.pop();
      this.step(opcode);
      if (this.stack.length > MOST_VALUES || this.memo.size > MOST_VALUES)
        throw this.rules.fail(`it holds more than ${MOST_VALUES} values`);
    }
  }

  private step(opcode: number): void {
    const { bytes, stack } = this;
    switch (opcode) {
      case 0x80: // PROTO
        bytes.take(1);
        return;
      case 0x95: // FRAME
        bytes.take(8);
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
        stack.push(bytes.take(1)[0]);
        return;
      case 0x4d: // BININT2
        stack.push(bytes.take(2).readUInt16LE());
        return;
      case 0x4a: // BININT
        stack.push(bytes.take(4).readInt32LE());
        return;
      case 0x8a: // LONG1
        stack.push(bytes.integer(bytes.take(1)[0]!));
        return;
      case 0x47: // BINFLOAT
        stack.push(bytes.take(8).readDoubleBE());
        return;
      case 0x58: // BINUNICODE
        stack.push(bytes.text(bytes.take(4).readUInt32LE(), 'utf8'));
        return;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(bytes.text(bytes.take(1)[0]!, 'utf8'));
        return;
      case 0x55: // SHORT_BINSTRING
        stack.push(bytes.text(bytes.take(1)[0]!, 'latin1'));
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
        this.remember(bytes.take(1)[0]!);
        return;
      case 0x72: // LONG_BINPUT
        this.remember(bytes.take(4).readUInt32LE());
        return;
      case 0x94: // MEMOIZE
        this.remember(this.memo.size);
        return;
      case 0x68: // BINGET
        this.recall(bytes.take(1)[0]!);
        return;
      case 0x6a: // LONG_BINGET
        this.recall(bytes.take(4).readUInt32LE());
        return;
      case 0x63: // GLOBAL
        this.name(`${bytes.line()}.${bytes.line()}`);
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
          `it has the instruction 0x${opcode.toString(16).padStart(2, '0')} at byte ${bytes.at - 1}, which no tensors need`,
        );
    }
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
