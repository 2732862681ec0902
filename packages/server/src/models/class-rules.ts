import { className, whyNoClassName } from '@supcon/core/photos';
import { ServerError } from '../domain/errors.js';
import { requireLabel } from '../domain/input-rules.js';
import type { ModelRecord } from '../domain/model-registry.js';

/** Pictures that one class is added from. */
export const MOST_CLASS_PICTURES = 50;

/** @throws ServerError FIXED_CLASSES for a model without class statistics, and for one that this server serves whatever aliases say. */
export function requireChangeable({ name, version, classes }: ModelRecord, { pinned }: { readonly pinned: boolean }): void {
  if (pinned)
    throw new ServerError(
      'FIXED_CLASSES',
      `the server was started with an artifact of its own, ${name}/${version}, which it goes on with; name a model`,
    );
  if (!classes)
    throw new ServerError(
      'FIXED_CLASSES',
      `${name}/${version} keeps no statistics to add and take out classes with: it was made by an earlier version, or of more photos than are kept; supcon freeze --run RUN --recalibrate makes a version that has them`,
    );
}

/** A label that may become a class of a model. @returns in Unicode's form NFC. @throws ServerError BAD_REQUEST, CLASS_CONFLICT. */
export function requireAbsent({ name, version, labels }: ModelRecord, given: unknown): string {
  const label = className((requireLabel(given) ?? '').trim());
  const why = whyNoClassName(label);
  if (why !== undefined) throw new ServerError('BAD_REQUEST', `label: it ${why}; give the class a name`);
  if (labels.some((known) => className(known) === label))
    throw new ServerError(
      'CLASS_CONFLICT',
      `${name}/${version} knows a class '${label}' already; take it out first, or give the new one another name`,
    );
  return label;
}

/** A label of a model that is not its last. @returns in Unicode's form NFC. @throws ServerError BAD_REQUEST, CLASS_NOT_FOUND, FIXED_CLASSES. */
export function requirePresent({ name, version, labels }: ModelRecord, given: unknown): string {
  const label = className((requireLabel(given) ?? '').trim());
  if (!labels.some((known) => className(known) === label)) {
    const known = labels.slice(0, 20).join(', ');
    throw new ServerError(
      'CLASS_NOT_FOUND',
      `${name}/${version} knows no class '${label}'; it knows ${known}${labels.length > 20 ? ' and more' : ''}`,
    );
  }
  if (labels.length === 1)
    throw new ServerError('FIXED_CLASSES', `'${label}' is the only class of ${name}/${version}; add another before it is taken out`);
  return label;
}

/** @throws ServerError BAD_REQUEST. */
export function requireClassPictures(count: number): void {
  if (count < 1 || count > MOST_CLASS_PICTURES)
    throw new ServerError('BAD_REQUEST', `pictures: a class is added from 1 to ${MOST_CLASS_PICTURES} of them, got ${count}`);
}
