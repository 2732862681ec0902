/** Which collection a page is about, of those that there are: the one that its address names, else the first.
 * @returns `lost`, the name that the address has and no collection. */
export function chooseCollection<Named extends { readonly name: string }>(
  collections: readonly Named[] | undefined,
  wanted: string | undefined,
): { readonly chosen: Named | undefined; readonly lost: string | undefined } {
  const named = collections?.find(({ name }) => name === wanted);
  return { chosen: named ?? collections?.[0], lost: collections !== undefined && named === undefined ? wanted : undefined };
}
