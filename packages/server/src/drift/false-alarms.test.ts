import { describe, expect, it } from 'vitest';
import { fitDriftReference } from '@supcon/core/artifact';
import { uniforms } from '../../test/tiny-artifact.js';
import type { ModelReference } from '../domain/drift-references.js';
import { DRIFT_MEASURES, type DriftVerdict } from '../domain/drift-store.js';
import { assessDrift } from './assess-drift.js';
import { sumBlocks, type DriftWindow } from './drift-window.js';
import { openBlock } from './open-block.js';

const [WIDTH, CLASSES] = [32, 5];

/** A made-up world: clouds of features around five centres, some classes rarer than others, and a classifier that is not always right. */
function world(seed: number) {
  const uniform = uniforms(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const centres = Array.from({ length: CLASSES }, () => Float32Array.from({ length: WIDTH }, () => 2 + normal()));
  const weight = Float32Array.from({ length: WIDTH * CLASSES }, (_, at) => 0.5 * (centres[at % CLASSES]![Math.floor(at / CLASSES)]! - 2));
  const bias = Float32Array.from(centres, (centre) => -0.25 * centre.reduce((sum, value) => sum + value * value - 4, 0));
  const shares = [0.4, 0.25, 0.2, 0.1, 0.05];
  const draw = (shift: number): Float32Array => {
    let [label, left] = [0, uniform()];
    while (label < CLASSES - 1 && left >= shares[label]!) left -= shares[label++]!;
    return Float32Array.from(centres[label]!, (value) => value + normal() + shift);
  };
  return { draw, classifier: { weight, bias } };
}

function seen(features: Float32Array, { weight, bias }: ReturnType<typeof world>['classifier']) {
  const length = Math.hypot(...features);
  const logits = Array.from(bias, (own, c) => features.reduce((sum, value, d) => sum + value * weight[d * CLASSES + c]!, own));
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const confidence = 1 / powers.reduce((sum, power) => sum + power, 0);
  return { embedding: features.map((value) => value / length), label: logits.indexOf(Math.max(...logits)), confidence };
}

/** Sets a model on `images` validation pictures, and looks at `pictures` later ones. */
function look(seed: number, { images = 200, pictures = 500, shift = 0 }) {
  const { draw, classifier } = world(seed);
  const validation = Array.from({ length: images }, () => draw(0));
  const drift = fitDriftReference(Float32Array.from(validation.flatMap((row) => [...row])), classifier, 1);
  const scoreOf = (confidence: number): number => -confidence;
  const scores = validation.map((row) => scoreOf(seen(row, classifier).confidence)).sort((a, b) => a - b);
  const threshold = scores[images - 1 - Math.floor(0.05 * images)]!;
  const block = openBlock('a', { embeddingSize: WIDTH, classes: CLASSES });
  for (let n = 0; n < pictures; n++) {
    const picture = seen(draw(shift), classifier);
    const score = scoreOf(picture.confidence);
    block.add({ ...picture, unknown: { isUnknown: score > threshold, score, threshold, method: 'msp' } }, 'now');
  }
  const reference: ModelReference = { drift, unknown: { images, falseAlarmRate: 0.05 } };
  const window: DriftWindow = sumBlocks([block.read()!], { embeddingSize: WIDTH, classes: CLASSES });
  return { reference, window, assessment: assessDrift(reference, window) };
}

describe('where nothing has changed', () => {
  const looks = Array.from({ length: 400 }, (_, seed) => look(seed, {}));

  it('hardly ever says so all the same: at most 1 look in 50 watches, and none in 400 is an alarm', () => {
    const verdicts = looks.flatMap(({ assessment }) => DRIFT_MEASURES.map((measure) => assessment[measure].verdict));
    const count = (verdict: DriftVerdict): number => verdicts.filter((each) => each === verdict).length;
    expect(count('alarm')).toBe(0);
    expect(count('watch')).toBeLessThanOrEqual(8);
    expect(count('ok') + count('watch')).toBe(4 * 400);
  });

  // Binomial: of 400 looks 4 are to be expected below 0.01 and 20 below 0.05; 12 and 35 are three and a half standard errors more.
  it.each(DRIFT_MEASURES)('gives probabilities of %s that are as small as often as they say, and no oftener', (measure) => {
    const below = (bound: number): number => looks.filter(({ assessment }) => assessment[measure].comparison!.pValue <= bound).length;
    expect(below(0.01)).toBeLessThanOrEqual(12);
    expect(below(0.05)).toBeLessThanOrEqual(35);
    expect(below(0.5)).toBeLessThanOrEqual(240);
  });

  it('expects by chance what is found on average', () => {
    for (const measure of ['embeddings', 'unknown', 'labels'] as const) {
      const ratio = (of: 'distance' | 'byChance'): number =>
        looks.reduce((sum, { assessment }) => sum + assessment[measure].comparison![of], 0);
      expect([measure, Math.round((10 * ratio('distance')) / ratio('byChance')) / 10]).toEqual([measure, 1]);
    }
  });

  it('is no surer of few validation pictures and of few later ones', () => {
    for (const size of [{ images: 40 }, { pictures: 100 }]) {
      const verdicts = Array.from({ length: 100 }, (_, seed) =>
        Object.values(look(1000 + seed, size).assessment).map(({ verdict }) => verdict),
      );
      expect(verdicts.flat().filter((verdict) => verdict === 'alarm')).toEqual([]);
    }
  });
});

describe('where everything has moved', () => {
  it('is an alarm of the embeddings every time, and says how far', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { embeddings } = look(seed, { shift: 4 }).assessment;
      expect(embeddings.verdict).toBe('alarm');
      expect(embeddings.why).toMatch(
        /^0\.\d+ where 0\.007 is to be expected by chance, p .*; alarm is from 0\.1 more than by chance and p 0\.001 on$/,
      );
    }
  });
});

describe('what cannot be said', () => {
  const { reference, window } = look(1, {});
  const verdictsOf = (found: ReturnType<typeof assessDrift>): DriftVerdict[] => DRIFT_MEASURES.map((measure) => found[measure].verdict);

  it('is said of artifacts without figures, with what to do; unknown pictures are told all the same where it is known of how many', () => {
    const none = assessDrift({ drift: undefined, unknown: undefined }, window);
    expect(verdictsOf(none)).toEqual(['noReference', 'noReference', 'noReference', 'noReference']);
    for (const { why, comparison } of Object.values(none)) {
      expect(why).toContain('supcon freeze --run RUN --recalibrate');
      expect(comparison).toBeUndefined();
    }
    expect(verdictsOf(assessDrift({ ...reference, drift: undefined }, window))).toEqual([
      'noReference',
      'noReference',
      'ok',
      'noReference',
    ]);
  });

  it('is said of too few pictures, later ones and those it was set on', () => {
    const few = look(1, { pictures: 99, shift: 5 }).assessment;
    expect(verdictsOf(few)).toEqual(['fewPictures', 'fewPictures', 'fewPictures', 'fewPictures']);
    expect(few.embeddings.why).toBe('there are 99 pictures; 100 are needed');
    const none = assessDrift(reference, sumBlocks([], { embeddingSize: WIDTH, classes: CLASSES }));
    expect(verdictsOf(none)).toEqual(['fewPictures', 'fewPictures', 'fewPictures', 'fewPictures']);
    expect(verdictsOf(look(1, { images: 29, shift: 5 }).assessment)).toEqual(['noReference', 'noReference', 'noReference', 'noReference']);
  });

  it('leaves out blocks of an artifact of other classes', () => {
    expect(sumBlocks([openBlocked(WIDTH, 4), openBlocked(WIDTH, CLASSES)], { embeddingSize: WIDTH, classes: CLASSES }).pictures).toBe(1);
  });
});

function openBlocked(embeddingSize: number, classes: number) {
  const block = openBlock('a', { embeddingSize, classes });
  block.add({ embedding: new Float32Array(embeddingSize), label: 0, confidence: 1 }, 'now');
  return block.read()!;
}
