import { CoreError } from '../../errors.js';
import { assertFills } from '../assert-fills.js';
import type { DType, Handle, Precision, UploadOptions } from '../engine.js';
import { loadKernels, type Kernels } from './kernels.js';
import type { OpAttribute, TensorFlowBinding } from './load-binding.js';
import { asNative, dtypeFromTf, NativeHandle, TF_DTYPE } from './native-handle.js';
import { hasOneDnn } from './one-dnn.js';

/** TensorFlow's ResourceHandle::ANONYMOUS_NAME: a variable of this name is shared with nobody and goes when its handle does. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

const PRECISIONS: readonly Precision[] = ['float32', 'bfloat16'];

/** Scalars that are kept. A step asks for some twenty of its own (constants, and the rates of as many groups of parameters); the oldest go first. */
const SCALARS = 512;

/** Runs TensorFlow operations by name and counts the handles they make. Attributes and constant tensors are made once and kept. */
export class NativeRuntime {
  private readonly constants = new Map<string, NativeHandle>();
  private readonly scalars = new Map<string, NativeHandle>();
  private readonly variables: NativeHandle[] = [];
  private readonly live = new Set<NativeHandle>();

  /** Whether operations run on a GPU: some are then put together in another way. */
  readonly onGpu: boolean;
  /** In what oneDNN's own operations are there, which do more in one pass. @see one-dnn.ts */
  private readonly oneDnn: ReadonlySet<DType>;
  /** The project's own operations, where they are there and used. @see kernels.ts */
  readonly kernels: Kernels | undefined;

  /** @param kernels whether to look for the project's own operations. */
  constructor(
    readonly binding: TensorFlowBinding,
    kernels: boolean,
  ) {
    this.onGpu = binding.isUsingGpuDevice();
    this.oneDnn = new Set(this.onGpu ? [] : PRECISIONS.filter((precision) => this.tryOneDnn(precision)));
    this.kernels = kernels && !this.onGpu ? loadKernels() : undefined;
  }

  get liveHandles(): number {
    return this.live.size;
  }

  /** Whether there are oneDNN's own operations on this type. */
  hasOneDnn(dtype: DType): boolean {
    return this.oneDnn.has(dtype);
  }

  /** Whether TensorFlow's products of bfloat16 are summed in float32, as oneDNN and a GPU do. Its own loops sum in bfloat16: small convolutions were 1 to 2 % off. */
  get sumsBfloat16(): boolean {
    return this.onGpu || this.hasOneDnn('bfloat16');
  }

  /** Executes `op`; every output is a new handle owned by the caller. */
  run<Outputs extends readonly Handle[]>(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Handle[],
    outputs: number,
  ): Outputs {
    const ids = inputs.map((input) => asNative(input).id);
    return this.binding.executeOp(op, attributes, ids, outputs).map((made) => {
      const handle = new NativeHandle(made.id, made.shape, dtypeFromTf(made.dtype));
      this.live.add(handle);
      return handle;
    }) as unknown as Outputs;
  }

  /** `run` for operations with one output. */
  one(op: string, attributes: readonly OpAttribute[], inputs: readonly Handle[]): NativeHandle {
    return this.run<[NativeHandle]>(op, attributes, inputs, 1)[0];
  }

  upload(data: Float32Array | Int32Array | Uint8Array, shape: readonly number[], { lent = false }: UploadOptions = {}): NativeHandle {
    assertFills(data, shape);
    const dtype: DType = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    // TensorFlow works in the array itself when its memory is aligned, so that later changes would show.
    const own = lent ? data : data.slice();
    const handle = new NativeHandle(this.binding.createTensor(shape, TF_DTYPE[dtype], own), [...shape], dtype);
    this.live.add(handle);
    return handle;
  }

  reshape(x: Handle, shape: readonly number[]): NativeHandle {
    return this.one('Reshape', [this.type('T', x.dtype), this.type('Tshape', 'int32')], [x, this.ints(shape)]);
  }

  /** A second handle of the same memory. */
  share(x: Handle): NativeHandle {
    return this.one('Identity', [this.type('T', x.dtype)], [x]);
  }

  free(handles: readonly Handle[]): void {
    for (const handle of handles) {
      const native = asNative(handle);
      native.freed = true;
      this.live.delete(native);
      this.binding.deleteTensor(native.id);
    }
  }

  dispose(): void {
    this.free([...this.live]);
    for (const made of [this.constants, this.scalars]) {
      for (const handle of made.values()) this.binding.deleteTensor(handle.id);
      made.clear();
    }
    for (const handle of this.variables.splice(0)) this.binding.deleteTensor(handle.id);
  }

  /** A small int32 tensor that lives as long as the engine (shapes, axes, paddings); not counted as live. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): NativeHandle {
    return this.constant(
      `i${shape.join('x')}:${values.join(',')}`,
      () => new NativeHandle(this.binding.createTensor(shape, TF_DTYPE.int32, Int32Array.from(values)), shape, 'int32'),
    );
  }

  /** A tensor without values that lives as long as the engine; not counted as live. */
  empty(dtype: DType = 'float32'): NativeHandle {
    return this.constant(`empty ${dtype}`, () => this.make([0], new Float32Array(0), dtype));
  }

  /** A scalar of the given dtype, kept for the next call with this number: on a GPU each upload is a copy that the step waits for. Borrowed for one
   * operation: a number that is no longer asked for (a learning rate of some steps ago) goes when others have come. Not counted as live. */
  scalar(value: number, dtype: DType = 'float32'): NativeHandle {
    // A Map's order is that of insertion, so what was just used is put behind the others. -0 is a number of its own.
    const key = `${dtype}:${Object.is(value, -0) ? '-0' : value}`;
    const kept = this.scalars.get(key);
    const handle = kept ?? this.make([], Float32Array.of(value), dtype);
    this.scalars.delete(key);
    this.scalars.set(key, handle);
    for (const [oldest, { id }] of this.scalars) {
      if (this.scalars.size <= SCALARS) break;
      this.scalars.delete(oldest);
      this.binding.deleteTensor(id);
    }
    return handle;
  }

  /** One of a few float32 variables that live as long as the engine, for operations that update in place; not counted as live. It holds
   * what it was last given. */
  variable(at: number): NativeHandle {
    let variable = this.variables[at];
    if (!variable) {
      const shape = { name: 'shape', type: this.binding.TF_ATTR_SHAPE, value: [] };
      const attributes = [this.string('container', ''), this.string('shared_name', ANONYMOUS), this.type('dtype', 'float32'), shape];
      const made = this.binding.executeOp('VarHandleOp', attributes, [], 1)[0];
      if (!made) throw new CoreError('UNSUPPORTED', 'native engine: VarHandleOp returned nothing');
      variable = new NativeHandle(made.id, [], 'float32');
      this.variables[at] = variable;
    }
    return variable;
  }

  type(name: string, dtype: DType): OpAttribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value: TF_DTYPE[dtype] };
  }
  integer(name: string, value: number | readonly number[]): OpAttribute {
    return { name, type: this.binding.TF_ATTR_INT, value };
  }
  float(name: string, value: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_FLOAT, value };
  }
  bool(name: string, value: boolean): OpAttribute {
    return { name, type: this.binding.TF_ATTR_BOOL, value };
  }
  string(name: string, value: string): OpAttribute {
    return { name, type: this.binding.TF_ATTR_STRING, value };
  }
  castAttributes(from: DType, to: DType): OpAttribute[] {
    return [this.type('SrcT', from), this.type('DstT', to), this.bool('Truncate', false)];
  }

  private tryOneDnn(precision: Precision): boolean {
    const x = this.make([1, 2, 2, 1], new Float32Array(4), precision);
    const there = hasOneDnn(this.binding, x);
    this.binding.deleteTensor(x.id);
    return there;
  }

  private make(shape: readonly number[], values: Float32Array, dtype: DType): NativeHandle {
    const id = this.binding.createTensor(shape, TF_DTYPE.float32, values);
    if (dtype === 'float32') return new NativeHandle(id, shape, 'float32');
    const cast = this.binding.executeOp('Cast', this.castAttributes('float32', dtype), [id], 1)[0];
    this.binding.deleteTensor(id);
    if (!cast) throw new CoreError('UNSUPPORTED', 'native engine: Cast returned nothing');
    return new NativeHandle(cast.id, shape, dtype);
  }

  private constant(key: string, make: () => NativeHandle): NativeHandle {
    let handle = this.constants.get(key);
    if (!handle) {
      handle = make();
      this.constants.set(key, handle);
    }
    return handle;
  }
}
