import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { describe, expect, it } from 'vitest';
import { roomRules, ruleName } from '../imports/room-rules.mjs';
import { ROOMS } from '../imports/rooms.mjs';

const config = await extractDepcruiseConfig(fileURLToPath(new URL('../../.dependency-cruiser.mjs', import.meta.url)));
const fixtures = fileURLToPath(new URL('fixtures/imports', import.meta.url));
const rules = (config.forbidden ?? []).map(({ name }) => name ?? '');
const ofRooms = roomRules(ROOMS).map(({ name }) => name ?? '');
const written = rules.filter((rule) => !ofRooms.includes(rule));

/**
 * The files of a folder are looked at as if it were the repository.
 * @param {string} folder
 * @returns {Promise<string[]>} "rule: from -> to"
 */
async function violationsIn(folder) {
  const options = { ...config.options };
  // Fixtures import each other by path; the configuration of the compiler lies elsewhere.
  delete options.tsConfig;
  const { output } = await cruise(
    ['packages', 'apps', 'tools'].filter((part) => readdirSync(folder).includes(part)),
    { ...options, baseDir: folder, ruleSet: { forbidden: config.forbidden ?? [] }, validate: true },
    options.enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error(`expected a result, got ${output}`);
  if (output.summary.totalCruised < 2) throw new Error(`${folder} holds nothing that could import anything`);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

describe('every written rule about imports', () => {
  it('has a fixture that breaks it, and every fixture has a rule', () => {
    expect(readdirSync(fixtures).sort()).toEqual([...written].sort());
  });

  it.each(written)('%s is broken by its fixture, and by nothing but it', async (rule) => {
    const violations = await violationsIn(path.join(fixtures, rule));
    expect([...new Set(violations.map((violation) => violation.slice(0, violation.indexOf(':'))))]).toEqual([rule]);
  });
});

describe.each(Object.entries(ROOMS))('the rooms of %s', (folder, floors) => {
  const levels = new Map(floors.flatMap((floor, level) => floor.map((room) => /** @type {const} */ ([room, level]))));

  it('import only what lies below them: of all imports from room to room exactly the others are refused, and a room without a floor', async () => {
    const scene = mkdtempSync(path.join(tmpdir(), 'rooms-'));
    const refused = [];
    for (const [room, level] of levels) {
      mkdirSync(path.join(scene, folder, room), { recursive: true });
      writeFileSync(path.join(scene, folder, room, 'target.ts'), 'export const target = 1;\n');
      for (const [other, above] of levels) {
        const from = path.posix.join(folder, room, `needs-${other.replaceAll('/', '-')}.ts`);
        const target = path.posix.relative(room, path.posix.join(other, 'target.js'));
        writeFileSync(path.join(scene, from), `import { target } from './${target}';\nexport const seen = target;\n`);
        if (other !== room && above >= level) refused.push(`${ruleName(folder, room)}: ${from} -> ${folder}/${other}/target.ts`);
      }
    }
    mkdirSync(path.join(scene, folder, 'attic'));
    writeFileSync(path.join(scene, folder, 'attic/hidden.ts'), `export { target } from '../${floors[0]?.[0]}/target.js';\n`);
    refused.push(`${ruleName(folder, 'unlisted')}: ${folder}/attic/hidden.ts -> ${folder}/${floors[0]?.[0]}/target.ts`);
    // Written rules refuse some of these too; they have fixtures of their own.
    const violations = (await violationsIn(scene)).filter((violation) => ofRooms.includes(violation.slice(0, violation.indexOf(':'))));
    expect(violations.sort()).toEqual(refused.sort());
  }, 300_000);
});
