import { expect, it } from 'vitest';
import { hideCredentials } from './hide-credentials.js';

it('leaves out credentials in addresses and values of secret variables, and nothing else', () => {
  const environment = {
    HF_TOKEN: 'hf_abcdefgh',
    HF_TOKEN_PATH: '/home/ann',
    MY_KEY: 'short',
    OTHER_SECRET: 'hf_abcdefghij',
    PATH: '/usr/bin',
  };
  const hidden = (text: string): string => hideCredentials(text, environment);
  expect(hidden('got https://ann:pass@example.org/a and http://example.org/b')).toBe(
    'got https://[hidden]@example.org/a and http://example.org/b',
  );
  expect(hidden('https://s3/x?X-Amz-Signature=0ab&part=2 and a?token=b c')).toBe(
    'https://s3/x?X-Amz-Signature=[hidden]&part=2 and a?token=[hidden] c',
  );
  expect(hidden('Bearer hf_abcdefghij, hf_abcdefgh; a short word, /usr/bin, /home/ann')).toBe(
    'Bearer [hidden], [hidden]; a short word, /usr/bin, /home/ann',
  );
});
