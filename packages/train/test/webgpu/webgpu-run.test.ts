import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readArtifact } from '@supcon/core/artifact';
import { readResult } from '../../src/run/read-result.js';
import { inTemporaryFolder, writeColourData } from '../generated-images.js';

const CLI = fileURLToPath(new URL('../../src/run-cli.ts', import.meta.url));
const EPOCHS = 2;

it('trains both stages of the quick recipe on a GPU, freezes an artifact, and the process ends by itself', () =>
  inTemporaryFolder(async (home) => {
    const data = join(home, 'colours');
    await writeColourData(data, { '': 8 });
    const args = [
      'train',
      '--recipe',
      'quick',
      '--data',
      data,
      '--epochs',
      String(EPOCHS),
      '--backend',
      'webgpu',
      '--name',
      'colours',
      '--json',
    ];
    const child = spawn(process.execPath, ['--conditions=supcon-source', '--import', 'tsx', CLI, ...args], {
      env: { ...process.env, SUPCON_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [events, notes] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (events += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (notes += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, notes).toBe(0);
    const lines = events.trim().split('\n');
    const start = lines
      .map((line) => JSON.parse(line) as { type: string; run?: string; device?: string; loss?: number })
      .find(({ type }) => type === 'start')!;
    expect(start.device).toMatch(/^tfjs webgpu \(.+\)$/);
    const result = await readResult(join(home, 'runs', start.run!), start.run!);
    expect(result).toMatchObject({ recipe: 'quick', epochs: EPOCHS });
    expect(result.test.linear).toBeGreaterThan(0.5);
    const { manifest } = await readArtifact(join(home, 'artifacts', 'colours', '1'));
    expect(manifest.labels).toEqual(['blue', 'green', 'red']);
  }));
