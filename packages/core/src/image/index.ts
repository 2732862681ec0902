export { decodeImage, DEFAULT_MAX_PIXELS, type DecodeOptions } from './decode-image.js';
export { imageFormat, type ImageFormat } from './image-format.js';
export { normaliseImage, PREPROCESSING, type PreprocessingConstants } from './preprocess.js';
