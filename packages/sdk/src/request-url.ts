type Scalar = string | number | boolean;

/** The address of a request: names in the path as one segment each, lists of the query as one parameter for each element, what is undefined left out.
 * @param path with names in braces, as in openapi.yaml. */
export function requestUrl(
  baseUrl: string,
  path: string,
  {
    path: names = {},
    query = {},
  }: { readonly path?: Readonly<Record<string, unknown>>; readonly query?: Readonly<Record<string, unknown>> },
): string {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])));
  const asked = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one as Scalar))}`),
  );
  return `${baseUrl}${address}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
}
