export { main } from './cli.js';
export { EXIT_CODES, TRAIN_ERROR_CODES, TrainError, type TrainErrorCode } from './errors.js';
