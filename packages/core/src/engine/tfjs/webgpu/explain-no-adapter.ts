import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What is looked at to say why there is no GPU; replaced in tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (file: string) => boolean;
  /** Names inside a folder; none where it does not exist. */
  readonly list: (folder: string) => readonly string[];
}

/** This machine, as `explainNoAdapter` looks at it. */
export function surroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    exists: existsSync,
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  };
}

const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/lib64',
  '/lib',
  '/usr/local/lib',
];
const DRIVER_FOLDERS = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/local/etc/vulkan/icd.d'];

/** Why WebGPU found no adapter, as far as that shows, and what mends it. */
export function explainNoAdapter(around: Surroundings): { readonly missing: string; readonly fix: string } {
  if (around.platform === 'darwin') return { missing: 'Metal offers no GPU', fix: 'use --backend auto on this machine' };
  if (around.platform === 'win32')
    return { missing: 'Direct3D 12 offers no GPU', fix: 'install the GPU driver of its maker, or use --backend auto' };
  const searched = [...(around.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== ''), ...LIBRARY_FOLDERS];
  if (!searched.some((folder) => around.exists(join(folder, 'libvulkan.so.1'))))
    return {
      missing: 'the Vulkan loader libvulkan.so.1 is not installed',
      fix: 'apt-get install -y libvulkan1 (or vulkan-loader), and the GPU driver',
    };
  const named = around.env['VK_DRIVER_FILES'] ?? around.env['VK_ICD_FILENAMES'];
  if (named !== undefined) {
    const absent = named.split(':').filter((file) => !around.exists(file));
    return absent.length > 0
      ? {
          missing: `the Vulkan driver file ${absent.join(', ')} named by VK_DRIVER_FILES does not exist`,
          fix: 'correct VK_DRIVER_FILES or unset it',
        }
      : {
          missing: `the Vulkan driver ${named} offers no GPU that WebGPU accepts`,
          fix: 'unset VK_DRIVER_FILES to use the drivers of the system',
        };
  }
  const drivers = DRIVER_FOLDERS.flatMap((folder) => around.list(folder).filter((name) => name.endsWith('.json')));
  if (drivers.length === 0)
    return {
      missing: 'no Vulkan driver is installed (/usr/share/vulkan/icd.d is empty)',
      fix: "install the GPU's driver (mesa-vulkan-drivers for AMD and Intel, NVIDIA's own for NVIDIA); in a container of NVIDIA also set NVIDIA_DRIVER_CAPABILITIES=all",
    };
  return {
    missing: `none of the Vulkan drivers (${drivers.join(', ')}) offers a GPU that WebGPU accepts`,
    fix: 'check `vulkaninfo --summary`; update the driver; in a container pass the device in (/dev/dri, or NVIDIA_DRIVER_CAPABILITIES=all)',
  };
}
