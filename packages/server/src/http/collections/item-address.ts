/** Where an item is, from the root of the host that others see. */
export function itemAddress(basePath: string, collection: string, id: string): string {
  return `${basePath}/v1/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`;
}
