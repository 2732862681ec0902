import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readDescription } from '../app/read-description.js';
import { readConfig } from '../app/config.js';

type Paths = Record<string, Record<string, { operationId?: string }>>;

const page = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
const description = (await readDescription()) as { paths: Paths; info: { description: string } };

it('docs/api.md lists the endpoints of openapi.yaml, and no others', () => {
  const listed = [...page.matchAll(/^\| `([A-Z]+) (\/\S*)` \| `(\w+)` \|/gm)].map(
    ([, method, path, operation]) => `${method} ${path} ${operation}`,
  );
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId }]) =>
      operationId === undefined ? [] : [`${method.toUpperCase()} ${path} ${operationId}`],
    ),
  );
  expect(listed.sort()).toEqual(described.sort());
});

it('docs/api.md and openapi.yaml say the limits that the server has', () => {
  const { encoder, hnsw, drainMs, limits } = readConfig({}, {});
  const mib = (bytes: number): string => `${bytes / 1024 ** 2} MiB`;
  for (const text of [page, description.info.description]) {
    expect(text).toContain(`| ${mib(limits.uploadBytes)} `);
    expect(text).toContain(`| ${encoder.maxPixels / 1e6} million pixels `);
    expect(text).toContain(`| 1 file, ${limits.fields} fields of ${limits.fieldBytes / 1024} KiB `);
    expect(text).toContain(`| ${mib(limits.jsonBytes)} `);
    expect(text).toMatch(new RegExp(`\\| metadata of an item \\| ${limits.metadataBytes / 1024} KiB`));
    expect(text).toContain(`| collections | ${limits.collections} `);
    expect(text).toContain(`| pictures under way at once | ${limits.pictures}`);
    expect(text).toContain(`than are done in ${limits.queueMs / 1000} s`);
    expect(text).toContain(`| decoding one picture | ${encoder.decodeMs / 1000} s`);
    expect(text).toContain(`| work on the pictures of one request, once its body is there | ${limits.pictureMs / 1000} s`);
    expect(text).toContain(`| pictures of one request that takes several | ${limits.picturesPerRequest}`);
    expect(text).toMatch(new RegExp(`\\| pictures of one request that takes several \\|.* ${mib(limits.batchBytes)}`));
    expect(text).toContain(`| values in a JSON body, levels | ${limits.jsonValues.toLocaleString('en')}, ${limits.jsonLevels} `);
    expect(text).toContain(`| bodies of one client under way, in memory | ${mib(limits.uploadClientBytes)} `);
    expect(text).toContain(`| a body that comes in slowly | ${limits.uploadMinRate / 1024} KiB a second`);
    expect(text).toContain(`| open event streams | ${limits.eventStreams} `);
  }
  expect(page).toContain(`| bodies being sent at once | ${mib(limits.uploadMemoryBytes)} `);
  expect(page).toContain(`| free disk | ${mib(limits.freeDiskBytes)} `);
  expect(page).toContain(`Up to ${hnsw.exactUpTo.toLocaleString('en')} vectors`);
  expect(page).toContain(`${drainMs / 1000} s)`);
});
