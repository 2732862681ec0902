import { serveCalls } from '../../threads/serve-calls.js';
import { forgetAnswers } from './forget-answers.js';
import { scourDatabase } from './scour-database.js';

/** What the thread answers that writes a database anew: beside the one that owns it, which goes on reading. */
export interface ScourMethods {
  scour(file: string): undefined;
  /** See `forgetAnswers`. */
  forgetAnswers(argument: { readonly file: string; readonly names: readonly string[] }): undefined;
}

serveCalls<ScourMethods>({
  scour: (file) => {
    scourDatabase(file);
    return undefined;
  },
  forgetAnswers: ({ file, names }) => {
    forgetAnswers(file, names);
    return undefined;
  },
});
