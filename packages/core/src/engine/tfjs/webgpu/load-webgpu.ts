import * as tf from '@tensorflow/tfjs-core';
import { CoreError } from '../../../errors.js';
import type { LoadedBackend } from '../loaded-backend.js';
import type { TfjsOptions } from '../tfjs-options.js';
import { explainNoAdapter, surroundings } from './explain-no-adapter.js';
import { registerWebgpuKernels } from './register-webgpu-kernels.js';

/** The part of `navigator` that tfjs looks at. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}
interface Adapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    /** A driver that computes on the processor. */
    readonly isFallbackAdapter?: boolean;
  };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: { requiredLimits: Record<string, number> }): Promise<Device>;
}
interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: { error: { message: string }; preventDefault(): void }) => void): void;
  destroy(): void;
}

interface Session {
  /** Held, because Dawn goes down with it: a collected one crashes the process. */
  readonly gpu: Gpu;
  readonly description: string;
  readonly device: Device;
  failure: string | undefined;
  users: number;
}

/** What large batches need beyond WebGPU's defaults, as far as the adapter goes. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
];

let session: Session | undefined;

/** Starts Dawn's WebGPU on the machine's fastest adapter and registers tfjs's backend on it. Engines share one device; the last to be
 * released destroys it, because Node does not end beside a living one.
 * @throws Error naming what is missing when there is no adapter. */
export async function loadWebgpu({ kernels = 'own' }: TfjsOptions): Promise<LoadedBackend> {
  const mine = (session ??= await start());
  mine.users++;
  registerWebgpuKernels(kernels);
  let released = false;
  return {
    device: `tfjs webgpu (${mine.description})`,
    assertWorks: () => {
      if (mine.failure !== undefined)
        throw new CoreError(
          'DEVICE_FAILED',
          `tfjs engine: the GPU (${mine.description}) failed: ${mine.failure}. Take a smaller batch or picture size if it is out of memory, then go on with the run`,
        );
    },
    release: () => {
      if (released) return;
      released = true;
      mine.users--;
      if (mine.users > 0) return;
      session = undefined;
      tf.removeBackend('webgpu');
      mine.device.destroy();
    },
  };
}

async function start(): Promise<Session> {
  const gpu = await createGpu();
  const adapter = await requestAdapter(gpu);
  if (!adapter) {
    const { missing, fix } = explainNoAdapter(surroundings());
    throw new Error(`WebGPU found no adapter: ${missing}. To mend it: ${fix}`);
  }
  const requiredLimits = Object.fromEntries(LIMITS.flatMap((name) => (name in adapter.limits ? [[name, adapter.limits[name] ?? 0]] : [])));
  const device = await adapter.requestDevice({ requiredLimits });
  const started: Session = { gpu, description: describe(adapter), device, failure: undefined, users: 0 };
  device.addEventListener('uncapturederror', (event) => {
    // WebGPU computes zeros after an error; the first one is the cause of the others.
    started.failure ??= event.error.message;
    event.preventDefault();
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') started.failure ??= `the device was lost: ${message}`;
  });
  await registerBackend(gpu, device, adapter);
  return started;
}

async function createGpu(): Promise<Gpu> {
  const { create, globals } = await import('webgpu');
  // GPUBuffer and its constants, which tfjs expects as globals.
  Object.assign(globalThis, globals);
  return create([]) as unknown as Gpu;
}

async function requestAdapter(gpu: Gpu): Promise<Adapter | null> {
  return gpu.requestAdapter({ powerPreference: 'high-performance' });
}

/** tfjs takes its device from `navigator.gpu`, asks for features in a way that Dawn refuses, and keeps the device from its caller; so the
 * backend is made here, and `navigator` looks like a browser's only meanwhile. */
async function registerBackend(gpu: Gpu, device: Device, adapter: Adapter): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  try {
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    // Importing the package registers one of its own.
    if ((tf.findBackendFactory('webgpu') as unknown) !== null) tf.removeBackend('webgpu');
    const backend = new WebGPUBackend(device as unknown as GPUDevice, adapter.info as GPUAdapterInfo);
    tf.registerBackend('webgpu', () => backend);
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}

function describe({ info }: Adapter): string {
  const named = [info.device, info.description].filter((text) => text !== '');
  const software = info.isFallbackAdapter === true ? ['software rendering'] : [];
  return [...new Set(named.length > 0 ? named : [info.vendor, info.architecture]), ...software].join(', ');
}
