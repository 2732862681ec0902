import { createTheme, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  '#f3f1fe',
  '#e4dffc',
  '#c8bff7',
  '#aa9cf2',
  '#8f7ded',
  '#7c67e6',
  '#6650d6',
  '#5746af',
  '#463891',
  '#352a70',
];

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 5 },
  colors: { iris },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

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
