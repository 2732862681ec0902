import type { RequestHandler } from 'express';
import { ServerError } from '../domain/errors.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

/** Refuses a method that the API description does not give to an address, with those that it does give. An address that the description lacks is left to
 * whoever comes next.
 * @param description the parsed API description. @returns a handler that throws ServerError METHOD_NOT_ALLOWED with `details.allow`. */
export function refuseOtherMethods(description: object): RequestHandler {
  const { paths = {} } = description as { paths?: Readonly<Record<string, object>> };
  const addresses = Object.entries(paths)
    .map(([template, operations]) => ({
      pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      parameters: template.split('{').length,
      allow: METHODS.filter((method) => method in operations).map((method) => method.toUpperCase()),
    }))
    // Where two fit, the one that says more of the address is meant.
    .sort((a, b) => a.parameters - b.parameters);
  return (request, _response, next) => {
    const address = request.baseUrl + request.path;
    const known = addresses.find(({ pattern }) => pattern.test(address));
    if (known && !known.allow.includes(request.method)) throw methodNotAllowed(request.method, known.allow);
    next();
  };
}

/** Refuses every method but GET and HEAD, except below `/v1`: pages, files and the state of the server are only looked at. */
export const refuseChanges: RequestHandler = ({ method, path }, _response, next) => {
  if (method !== 'GET' && method !== 'HEAD' && !/^\/v1(\/|$)/i.test(path)) throw methodNotAllowed(method, ['GET', 'HEAD']);
  next();
};

function methodNotAllowed(method: string, allow: readonly string[]): ServerError {
  return new ServerError('METHOD_NOT_ALLOWED', `${method} is not a method of this address; it takes ${allow.join(', ')}`, {
    details: { allow },
  });
}
