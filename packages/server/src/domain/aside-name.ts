/** What the collection is called that is built beside another: a name that nobody can give, so that the registry passes it over. */
export function asideName(name: string): string {
  return `${name}~reembedded`;
}
