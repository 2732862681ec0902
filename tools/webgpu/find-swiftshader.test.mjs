import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSwiftShader } from './find-swiftshader.mjs';

describe('findSwiftShader', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'supcon-swiftshader-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const put = (/** @type {string} */ name) => {
    const inside = path.join(folder, name);
    mkdirSync(inside, { recursive: true });
    writeFileSync(path.join(inside, 'libvk_swiftshader.so'), '');
    return inside;
  };
  const env = (/** @type {Record<string, string>} */ more) => ({ PLAYWRIGHT_BROWSERS_PATH: path.join(folder, 'none'), ...more });

  it('takes the folder that is named, and no other', () => {
    const [named, usual] = [put('named'), put('usual')];
    expect(findSwiftShader(env({ SUPCON_SWIFTSHADER: named }), [usual])).toEqual({ folder: named });
    expect(findSwiftShader(env({ SUPCON_SWIFTSHADER: path.join(folder, 'empty') }), [usual])).toHaveProperty('reason');
  });

  it('looks through the usual places, then through the browsers of Playwright', () => {
    const inBrowser = put('browsers/chromium-1200/chrome-linux');
    expect(findSwiftShader(env({ PLAYWRIGHT_BROWSERS_PATH: path.join(folder, 'browsers') }), [path.join(folder, 'a')])).toEqual({
      folder: inBrowser,
    });
    const usual = put('b');
    expect(findSwiftShader(env({}), [path.join(folder, 'a'), usual])).toEqual({ folder: usual });
  });

  it('says where it looked and what mends it', () => {
    expect(findSwiftShader(env({}), [path.join(folder, 'a')])).toEqual({
      reason: expect.stringMatching(/\/a.*apt-get install -y chromium.*SUPCON_SWIFTSHADER/s),
    });
  });
});
