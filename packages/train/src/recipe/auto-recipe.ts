/** The recipe that is no file: it tries several, and keeps the best (`runAuto`). */
export const AUTO_RECIPE = 'auto';

/** Minutes that it may take where nobody says how many. */
export const AUTO_MINUTES = 5;

/** One sentence for `supcon recipes`. */
export const AUTO_DESCRIPTION =
  'Your own photos, 50 to a few thousand, the default: recipe probe, then finetune and its cross-entropy twin within --minutes, and the best of them by validation.';
