import type { ModelRef } from '@supcon/sdk';

/** How a version of a model is named wherever one is asked for: `flowers/2`. */
export function modelId({ name, version }: ModelRef): string {
  return `${name}/${version}`;
}
