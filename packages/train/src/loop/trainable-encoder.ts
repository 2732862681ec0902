import type { Encoder } from '@supcon/core';

/** What training needs of its encoder: one of ours, or one that only passes on what a frozen encoder made of the pictures. */
export type TrainableEncoder = Omit<Encoder, 'plan' | 'stages' | 'freeze'>;
