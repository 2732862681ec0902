import { quoted } from '../console/quoted.js';
import type { SheetText } from './contact-sheet.js';

/** What the pictures were chosen from. */
export interface SuggestionCounts {
  /** What they were compared by. */
  readonly encoder: string;
  /** Of the classifier; undefined where there was none to ask. */
  readonly classes: number | undefined;
  readonly found: number;
  readonly candidates: number;
  readonly copies: number;
  readonly alreadyLabelled: number;
  readonly labelled: number;
  readonly unread: number;
  readonly suggested: number;
}

/** How the choice was made, in sentences. */
export function describeChoice({
  encoder,
  classes,
  found,
  copies,
  alreadyLabelled,
  labelled,
  suggested,
}: SuggestionCounts): readonly string[] {
  const left = [
    ...(alreadyLabelled > 0 ? [`${alreadyLabelled} show what has a label already`] : []),
    ...(copies > 0 ? [`${copies} show what another one shows`] : []),
  ];
  const how =
    classes === undefined
      ? `No classifier was asked, since ${labelled === 0 ? 'there is no label yet' : 'the labels there are name a single class'}: the pictures stand for all that there are.`
      : `They are the ones that stand best for all that the classifier of ${classes} classes is undecided about.`;
  return [
    `${suggested} of ${found} pictures to label next, by ${encoder}.${left.length > 0 ? ` Of the others ${left.join(', and ')}.` : ''}`,
    how,
  ];
}

/** What to do with a list. */
export function nextSteps(list: string): readonly string[] {
  return [`supcon train --data ${quoted(list)}`, `supcon suggest --data DIR --labelled ${quoted(list)}`];
}

/** What stands above the pictures of a sheet. */
export function sheetText(counts: SuggestionCounts, list: string): SheetText {
  return {
    title: `${counts.suggested} photos to label next`,
    paragraphs: [
      ...describeChoice(counts),
      `Write the class of each into the column label of ${list}, or leave it empty: such rows are passed over. Then train with the list, or ask for more:`,
    ],
    commands: nextSteps(list),
  };
}
