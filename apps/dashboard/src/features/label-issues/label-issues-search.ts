import { searchText } from '../../routing/search-text.js';

/** What can be looked through. */
export const TABS = [
  { value: 'labels', label: 'In doubt' },
  { value: 'duplicates', label: 'Near-duplicates' },
  { value: 'leaks', label: 'Leaks' },
  { value: 'outliers', label: 'Outliers' },
] as const;
/** One of them. */
export type Tab = (typeof TABS)[number]['value'];

/** What the address of the page says. */
export interface LabelIssuesSearch {
  /** Id of the run; the newest finished one where left out. */
  readonly run?: string;
  /** The collection that shows the pictures; the one that holds most of them where left out. */
  readonly collection?: string;
  /** Default labels. */
  readonly tab?: string;
  /** The picture that is looked at, by its path in the data; the first one that is open where left out. */
  readonly issue?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseLabelIssuesSearch(search: Readonly<Record<string, unknown>>): LabelIssuesSearch {
  const text = (key: keyof LabelIssuesSearch) => {
    const value = searchText(search[key]);
    return value === undefined ? {} : { [key]: value };
  };
  return { ...text('run'), ...text('collection'), ...text('tab'), ...text('issue') };
}

/** The tab that an address names; undefined where there is none of that name. */
export function tabOf({ tab = 'labels' }: LabelIssuesSearch): Tab | undefined {
  return TABS.find(({ value }) => value === tab)?.value;
}

/** The same with another tab. */
export function withTab({ tab: _, issue: __, ...rest }: LabelIssuesSearch, tab: Tab): LabelIssuesSearch {
  return tab === 'labels' ? rest : { ...rest, tab };
}

/** The same with another picture looked at, or none. */
export function withIssue({ issue: _, ...rest }: LabelIssuesSearch, issue: string | undefined): LabelIssuesSearch {
  return issue === undefined ? rest : { ...rest, issue };
}

/** Goes to another state of the page. */
export type Navigate = (search: LabelIssuesSearch, how?: { readonly replace?: boolean; readonly resetScroll?: boolean }) => void;
