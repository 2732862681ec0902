import type { Model } from '@supcon/sdk';

/** Test accuracies 0..1 out of what was measured when a model was frozen; what is missing or no share is left out. */
export function modelScores(model: Model): { linear?: number; knn?: number; rawPixels?: number } {
  const test = model.metrics['test'];
  if (typeof test !== 'object' || test === null) return {};
  const share = (name: 'linear' | 'knn' | 'rawPixels'): Record<string, number> => {
    const value: unknown = (test as Record<string, unknown>)[name];
    return typeof value === 'number' && value >= 0 && value <= 1 ? { [name]: value } : {};
  };
  return { ...share('linear'), ...share('knn'), ...share('rawPixels') };
}
