/** Below which path the server that this page came from is reached, with a slash at its end: the page says it in its head. While the dashboard is developed
 * that is `/`.
 * @param declared the content of `<meta name="base-path">`. @param origin of the page. */
export function basePath(declared: string | undefined, origin: string): string {
  return new URL(declared ?? './', origin).pathname;
}
