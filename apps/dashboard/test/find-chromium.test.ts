import { expect, it } from 'vitest';
import { findChromium } from './find-chromium.mjs';

it('takes the browser that SUPCON_CHROMIUM names', () => {
  expect(findChromium({ SUPCON_CHROMIUM: '/opt/chrome' }, () => true)).toBe('/opt/chrome');
  expect(() => findChromium({ SUPCON_CHROMIUM: '/opt/chrome' }, (file) => file !== '/opt/chrome')).toThrow(
    'SUPCON_CHROMIUM is /opt/chrome, where nothing lies',
  );
});

it('looks in the usual places otherwise', () => {
  expect(findChromium({}, (file) => file === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome');
});

it('says how to install one where there is none', () => {
  expect(() => findChromium({}, () => false)).toThrow('apt-get install -y chromium');
});
