/** An operation of the API description that a request is for. */
export interface DescribedOperation {
  readonly operationId: string;
  /** Its address as the description has it, e.g. `/v1/collections/{collection}`. */
  readonly template: string;
  /** `x-supcon-role`, as it stands there. */
  readonly role: unknown;
  /** What its address says, as it was sent: by parameter. */
  readonly target: Readonly<Record<string, string>>;
}

/** Finds the operation of a request from its method and address alone, also of one that was refused before anything else of it was looked at.
 * @param description the parsed API description. */
export function operationFinder(description: object): (method: string, path: string) => DescribedOperation | undefined {
  const { paths = {} } = description as { paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  const operations = Object.entries(paths)
    .flatMap(([template, item]) =>
      Object.entries(item).flatMap(([method, node]) => {
        const { operationId, 'x-supcon-role': role } = node as { operationId?: unknown; 'x-supcon-role'?: unknown };
        if (typeof operationId !== 'string') return [];
        const pattern = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
        return [{ method: method.toUpperCase(), operationId, template, role, pattern, parameters: template.split('{').length }];
      }),
    )
    // Where two fit, the one that says more of the address is meant.
    .sort((a, b) => a.parameters - b.parameters);
  return (method, path) => {
    for (const { pattern, operationId, template, role, method: own } of operations) {
      if (own !== method) continue;
      const found = pattern.exec(path);
      if (found) return { operationId, template, role, target: { ...found.groups } };
    }
    return undefined;
  };
}
