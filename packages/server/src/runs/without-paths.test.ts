import { expect, it } from 'vitest';
import { withoutPaths } from './without-paths.js';

it('shows paths by their last name, wherever they stand, and nothing else otherwise', () => {
  const config = {
    data: { root: '/home/ann/photos/flowers/', name: 'flowers', images: 12, labels: ['rose / tulip', 'a/b'] },
    init: 'C:\\models\\lite0.pth',
    files: ['\\\\server\\share\\x.onnx', 'imagenet', null, true, 0.5],
    nested: { deep: { root: '/' } },
  };
  expect(withoutPaths(config)).toEqual({
    data: { root: '…/flowers', name: 'flowers', images: 12, labels: ['rose / tulip', 'a/b'] },
    init: '…/lite0.pth',
    files: ['…/x.onnx', 'imagenet', null, true, 0.5],
    nested: { deep: { root: '…/' } },
  });
});
