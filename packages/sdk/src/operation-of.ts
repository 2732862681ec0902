/** Which of an API's operations a request asks for.
 * @param operations as the description names them: `GET /v1/items/{id}`.
 * @param pathname of the request, below whatever path the server is.
 * @returns undefined where it asks for none of them. */
export function operationOf<O extends string>(operations: readonly O[], method: string, pathname: string): O | undefined {
  return operations.find((operation) => {
    const [known, address] = operation.split(' ') as [string, string];
    return known === method && new RegExp(`${address.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  });
}
