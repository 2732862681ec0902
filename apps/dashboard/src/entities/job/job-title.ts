import type { Job } from '@supcon/sdk';

/** What a job does, in a line for people, and what else there is to know of that. */
export function jobTitle({ kind, about }: Pick<Job, 'kind' | 'about'>): { readonly title: string; readonly detail?: string } {
  const { collection = 'a collection', model, method, threshold, to, data = 'photos', recipe, filter } = about ?? {};
  const told = (detail: string | undefined) => (detail === undefined ? {} : { detail });
  switch (kind) {
    case 'collections.reembed':
      return { title: `Re-embed ${collection}`, ...told(model && `with ${model}`) };
    case 'collections.project':
      return { title: `Lay out ${collection}`, ...told(method?.toUpperCase()) };
    case 'collections.predict':
      return { title: `Classify ${collection}`, ...told(model && `with ${model}`) };
    case 'collections.duplicates':
      return { title: `Find near-duplicates in ${collection}`, ...told(threshold && `similarity from ${threshold}`) };
    case 'collections.copy':
      return { title: `Copy ${collection}`, ...told(to && `to ${to}`) };
    case 'items.import':
      return { title: `Import into ${collection}` };
    case 'items.delete':
      return { title: `Delete items of ${collection}`, ...told(filter) };
    case 'runs.train':
      return { title: `Train on ${data}`, ...told(recipe && `recipe ${recipe}`) };
    case 'purges.erase':
      return { title: 'Erase what was purged' };
    case 'blobs.sweep':
      return { title: 'Sweep up what crashes left' };
    case 'feedback.expire':
      return { title: 'Forget old feedback' };
    default:
      return { title: kind };
  }
}
