export { checkDecoding, decodingTrouble, explainDecodingTrouble, presentDecoding } from './check-decoding.js';
export {
  decodeImage,
  decodePicture,
  decodeUnusualPicture,
  decodeUsualJpeg,
  type DecodedPicture,
  type DecodeOptions,
} from './decode-image.js';
export { DECODING, decodingOf, FIRST_DECODING, type Decoding } from './decoding.js';
export { FORMAT_NAMES, imageFormat, type ImageFormat } from './image-format.js';
export { openPicture, type OpenPicture, type ReadPicture } from './open-picture.js';
export { DEFAULT_MAX_PIXELS } from './picture-limits.js';
export type { PictureWarning, PictureWarningCode } from './picture-warning.js';
export { normaliseImage, PREPROCESSING, type PreprocessingConstants } from './preprocess.js';
