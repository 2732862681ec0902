import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { curlCommand } from './curl-command.js';

/** What a real shell makes of a command: its words. */
function words(command: string): string[] {
  return execFileSync('sh', ['-c', `curl() { for word; do printf '%s\\0' "$word"; done; }; ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

const url = 'http://127.0.0.1:8080/v1/classify?topK=5';

it.each(['cat.jpg', 'my cat.jpg', "Ada's cat; rm -rf $HOME.jpg", '"cat" `id`.jpg'])(
  'names the file %j so that a shell takes it as it is',
  (name) => {
    expect(words(curlCommand({ url, file: { name, type: 'image/jpeg' } }))).toEqual([
      '-s',
      '-H',
      'content-type: image/jpeg',
      '--data-binary',
      `@${name}`,
      url,
    ]);
  },
);

it('sends JSON where there is no file', () => {
  const json = { itemId: "it's:1", k: 3 };
  expect(words(curlCommand({ url, json }))).toEqual(['-s', '-H', 'content-type: application/json', '-d', JSON.stringify(json), url]);
});
