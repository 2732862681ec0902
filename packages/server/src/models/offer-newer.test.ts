import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { createOffers } from './offer-newer.js';

const [pets1, pets2, pets3] = [1, 2, 3].map((version) => modelRecord('pets', version)) as [ModelRecord, ModelRecord, ModelRecord];

describe('createOffers', () => {
  it('says in one line what is newer, with the command that switches; again only of another model', () => {
    const lines: string[] = [];
    const offers = createOffers(pino({ base: null }, { write: (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg) }));
    offers.say([pets1], pets1);
    expect(lines).toEqual([]);
    offers.say([pets2, pets1], pets1);
    offers.say([pets2, pets1], pets1);
    expect(lines).toEqual([
      'pets/2 of 2026-01-02T00:00:00.000Z is there too; pets/1 goes on serving. To switch: supcon-server alias production pets/2',
    ]);
    offers.say([pets3, pets2, pets1], pets1);
    expect(lines[1]).toMatch(/^pets\/3 .* \(and 1 more that are newer than it\); pets\/1 goes on serving/);
    offers.say([pets3, pets2, pets1], pets3);
    offers.say([pets3, pets2, pets1], pets2);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('pets/2 goes on serving');
  });
});
