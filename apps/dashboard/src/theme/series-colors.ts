/** Line colours of a quantity, the same wherever it is drawn. Readable on both backgrounds and told apart by people who see red and green alike. */
export const SERIES_COLORS = {
  contrastive: '#7c67e6',
  crossEntropy: '#e8761a',
  knn: '#0d9b8a',
  linear: '#7c67e6',
  accuracy: '#c2448a',
  learningRate: '#7a8699',
  throughput: '#2f87d8',
  rawPixels: '#98a2b3',
} as const;
