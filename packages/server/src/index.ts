export { readConfig, type Config, type Limits } from './app/config.js';
export { HTTP_ERROR_CODES, ServerError, START_ERROR_CODES, type ServerErrorCode } from './domain/errors.js';
export { buildApp, type AppDependencies } from './http/build-app.js';
export { openServices, type Services } from './app/open-services.js';
export { readDescription } from './app/read-description.js';
export { startServer, type RunningServer } from './app/start-server.js';
