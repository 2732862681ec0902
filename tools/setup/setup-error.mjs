/** Every code a SetupError can carry, with when it is raised. */
export const SETUP_ERROR_CODES = Object.freeze({
  NODE_UNSUPPORTED: 'the running Node is older than 20.19',
  NPM_MISSING: 'npm cannot be found',
  NPM_CI_FAILED: '`npm ci` ended with an error',
  COMPILER_MISSING: 'a C++ compiler, make or python3 is needed and missing',
  NODE_GYP_MISSING: 'node-gyp, which comes with npm, cannot be found',
  ADDON_BUILD_FAILED: 'a native addon did not compile',
  ADDON_BROKEN: 'a native addon compiled but does not load',
  TENSORFLOW_FOLDER_UNUSABLE: 'the folder in SUPCON_LIBTENSORFLOW is not a TensorFlow library',
  BAD_OPTION: 'an option or environment switch has a value that does not exist',
});

/** @typedef {keyof typeof SETUP_ERROR_CODES} SetupErrorCode */

/** What went wrong, and in `fix` the command or step that mends it. */
export class SetupError extends Error {
  /**
   * @param {SetupErrorCode} code
   * @param {string} message what was expected and what was found
   * @param {{ fix: string, output?: string, cause?: unknown }} options `output` is the end of what a failed command printed
   */
  constructor(code, message, { fix, output = '', cause }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SetupError';
    this.code = code;
    this.fix = fix;
    this.output = output;
  }
}
