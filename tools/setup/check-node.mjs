import { SetupError } from './setup-error.mjs';

const OLDEST = { major: 20, minor: 19 };
/** Node majors that the tests run on. */
const TESTED = [20, 22, 24];

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} a remark for a version that should work but is not tested
 */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    throw new SetupError('NODE_UNSUPPORTED', `Node ${OLDEST.major}.${OLDEST.minor} or newer is needed, this is ${version}`, {
      fix: 'nvm install 22   (or any Node 20.19+, 22 or 24 from https://nodejs.org)',
    });
  }
  return TESTED.includes(major) ? undefined : `Node ${version} is not one of the tested versions (${TESTED.join(', ')})`;
}
