import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { describe, expect, it } from 'vitest';

const config = await extractDepcruiseConfig(fileURLToPath(new URL('../../.dependency-cruiser.mjs', import.meta.url)));
const fixtures = fileURLToPath(new URL('fixtures/imports', import.meta.url));
const rules = (config.forbidden ?? []).map(({ name }) => name ?? '');

/**
 * The files of a fixture are looked at as if the folder were the repository.
 * @param {string} fixture folder under fixtures/imports
 */
async function rulesBrokenIn(fixture) {
  const options = { ...config.options };
  // Fixtures import each other by path; the configuration of the compiler lies elsewhere.
  delete options.tsConfig;
  const { output } = await cruise(
    ['packages', 'apps', 'tools'].filter((folder) => readdirSync(path.join(fixtures, fixture)).includes(folder)),
    { ...options, baseDir: path.join(fixtures, fixture), ruleSet: { forbidden: config.forbidden ?? [] }, validate: true },
    options.enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error(`expected a result, got ${output}`);
  if (output.summary.totalCruised < 2) throw new Error(`${fixture} holds nothing that could import anything`);
  return [...new Set(output.summary.violations.map(({ rule }) => rule.name))];
}

describe('every rule about imports', () => {
  it('has a fixture that breaks it, and every fixture has a rule', () => {
    expect(readdirSync(fixtures).sort()).toEqual([...rules].sort());
  });

  it.each(rules)('%s is broken by its fixture, and by nothing but it', async (rule) => {
    expect(await rulesBrokenIn(rule)).toEqual([rule]);
  });
});
