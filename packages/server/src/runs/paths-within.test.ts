import { expect, it } from 'vitest';
import { withoutPathsWithin } from './paths-within.js';

const config = { data: { root: '/home/ann lee/photos/flowers/' }, init: 'C:\\my models\\lite0.pth', root: '/', labels: ['a/b'] };
const shown = (text: string): string => withoutPathsWithin({ lines: [{ time: 't', text }] }, config).lines[0]!.text;

it.each([
  ['Starting from C:\\my models\\lite0.pth (torchvision)', 'Starting from …/lite0.pth (torchvision)'],
  ['no picture: /home/ann lee/photos/flowers/rose/1.jpg', 'no picture: …/flowers/rose/1.jpg'],
  ["ENOENT: open '/var/lib/supcon/x.json'", "ENOENT: open '…/x.json'"],
  ['from=/etc/passwd, (/srv/a/b) and file:///home/ann/c', 'from=…/passwd, (…/b) and file://…/c'],
  ['at Object.run (file:///srv/app/dist/run.js:10:3)', 'at Object.run (file://…/run.js:10:3)'],
  ['D:\\data\\cats \\\\server\\share\\x.onnx', '…/cats …/x.onnx'],
])('%s: shows the last name of a path alone', (text, wanted) => {
  expect(shown(text)).toBe(wanted);
});

it.each(['Training: 20/100 steps, 3 images/s', 'see https://example.org/docs/a', 'rose/1.jpg and a/b', 'and/or', 'docs/errors.md'])(
  '%s: leaves what is no absolute path',
  (text) => {
    expect(shown(text)).toBe(text);
  },
);
