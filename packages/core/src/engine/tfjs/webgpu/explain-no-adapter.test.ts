import { describe, expect, it } from 'vitest';
import { explainNoAdapter, type Surroundings } from './explain-no-adapter.js';

function linux(files: readonly string[], env: Record<string, string> = {}): Surroundings {
  return {
    platform: 'linux',
    env,
    exists: (file) => files.includes(file),
    list: (folder) => files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1)),
  };
}

const LOADER = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

describe('explainNoAdapter', () => {
  it.each([
    { what: 'no loader', around: linux([]), missing: /libvulkan\.so\.1 is not installed/, fix: /apt-get install -y libvulkan1/ },
    { what: 'no driver', around: linux([LOADER]), missing: /no Vulkan driver/, fix: /mesa-vulkan-drivers.*NVIDIA/ },
    {
      what: 'a driver without a GPU',
      around: linux([LOADER, '/usr/share/vulkan/icd.d/nvidia_icd.json']),
      missing: /nvidia_icd\.json.*offers a GPU/,
      fix: /NVIDIA_DRIVER_CAPABILITIES/,
    },
    {
      what: 'a named driver file that is not there',
      around: linux(['/opt/vulkan/libvulkan.so.1'], { LD_LIBRARY_PATH: '/opt/vulkan', VK_DRIVER_FILES: '/opt/none.json' }),
      missing: /\/opt\/none\.json named by VK_DRIVER_FILES does not exist/,
      fix: /VK_DRIVER_FILES/,
    },
    {
      what: 'a named driver without a GPU',
      around: linux([LOADER, '/opt/lvp.json'], { VK_ICD_FILENAMES: '/opt/lvp.json' }),
      missing: /\/opt\/lvp\.json offers no GPU/,
      fix: /unset/,
    },
    { what: 'macOS', around: { ...linux([]), platform: 'darwin' as const }, missing: /Metal/, fix: /--backend auto/ },
    { what: 'Windows', around: { ...linux([]), platform: 'win32' as const }, missing: /Direct3D 12/, fix: /driver/ },
  ])('$what', ({ around, missing, fix }) => {
    const told = explainNoAdapter(around);
    expect(told.missing).toMatch(missing);
    expect(told.fix).toMatch(fix);
  });
});
