/** What a model had said of a picture, as whoever gives feedback has it. The server does not ask the model again. */
export interface PredictedClass {
  /** The most probable class, in Unicode's form NFC. */
  readonly label: string;
  /** Of that class, 0 to 1; null where it was not told. */
  readonly probability: number | null;
  /** Whether the model took the picture for one of none of its classes; null where it was not told. */
  readonly unknown: boolean | null;
  /** Which model that was; null where it was not told. */
  readonly model: { readonly name: string; readonly version: number } | null;
}

/** What somebody says of a picture, held to the rules. */
export interface ToldFeedback {
  /** What the picture really shows, in Unicode's form NFC. */
  readonly label: string;
  readonly predicted: PredictedClass | null;
  /** Consent to train with the picture: only with it the picture and the note are kept. */
  readonly mayTrain: boolean;
  /** For people; null without consent. */
  readonly note: string | null;
}

/** A picture that is kept: its name in the blob store, and its size in bytes. */
export interface FeedbackPicture {
  readonly blob: string;
  readonly bytes: number;
}

/** What is known of one picture. There is one record a picture, told by its bytes; what is told last counts. */
export interface FeedbackRecord extends ToldFeedback {
  /** SHA-256 of the picture's bytes, 64 hexadecimal digits. */
  readonly id: string;
  /** Null without consent. */
  readonly picture: FeedbackPicture | null;
  /** When it was first told, and when something last changed: ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Labels that it had before, the oldest first, each with when it was replaced; the last ten of them. */
  readonly earlier: readonly { readonly label: string; readonly until: string }[];
}

/** Beyond these feedback is refused; both count over all of a store. */
export interface FeedbackBounds {
  readonly records: number;
  /** Of the pictures that are kept. */
  readonly bytes: number;
}

/** Which records are asked for: those that fit everything that is given. */
export interface FeedbackFilter {
  /** What the picture really shows. */
  readonly label?: string | undefined;
  /** Whether what the model said was another label; records without a prediction fit neither. */
  readonly disagrees?: boolean | undefined;
  readonly mayTrain?: boolean | undefined;
  /** ISO 8601 in UTC: changed from this moment on. */
  readonly since?: string | undefined;
  /** Changed before this moment. */
  readonly until?: string | undefined;
}

/** A page of records. */
export interface FeedbackQuery extends FeedbackFilter {
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Records by when they were first told, the newest first. */
export interface FeedbackPage {
  readonly records: readonly FeedbackRecord[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** What came of telling a store. */
export interface RecordedFeedback {
  readonly change: 'created' | 'changed' | 'unchanged';
  readonly record: FeedbackRecord;
  /** A blob that no record needs now: the one that was given, or the one of before. */
  readonly unused: string | null;
}

/** Where feedback is kept. Several processes may have the same one open. Every method may throw ServerError NOT_READY where trying again may help. */
export interface FeedbackStore {
  /** One transaction: what is told of a picture that is known replaces what was told before, and keeps the picture that is there.
   * @param picture where it was put, with consent; null without. @param now ISO 8601 in UTC.
   * @throws ServerError FEEDBACK_FULL where it would be one record, or its picture more bytes, than there may be; STORAGE_FULL. Nothing is then changed. */
  record(id: string, told: ToldFeedback, picture: FeedbackPicture | null, bounds: FeedbackBounds, now: string): Promise<RecordedFeedback>;
  get(id: string): Promise<FeedbackRecord | undefined>;
  /** A record that changes keeps its place, so that whoever goes through all pages meets each record once. @throws ServerError BAD_REQUEST for a cursor or limit that is none. */
  list(query: FeedbackQuery): Promise<FeedbackPage>;
  /** How many records and pairs of labels there are: one moment of the store, each list the most frequent first, and cut behind `most`. */
  counts(filter: Pick<FeedbackFilter, 'since' | 'until'>, most: number): Promise<FeedbackCounts>;
  /** @returns what was forgotten; undefined if there was nothing. */
  forget(id: string): Promise<FeedbackRecord | undefined>;
  /** Afterwards none of its files holds anything of what was forgotten before. */
  scour(): Promise<void>;
  /** Which of these blobs a record needs. */
  blobsInUse(blobs: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Counts of a store. Compared is what a prediction was told of; right of that, what was predicted as what it is. */
export interface FeedbackCounts {
  readonly records: number;
  readonly compared: number;
  readonly right: number;
  /** Pictures that are kept, and their bytes. */
  readonly pictures: number;
  readonly bytes: number;
  /** By what pictures really show. */
  readonly labels: readonly { readonly label: string; readonly records: number; readonly compared: number; readonly right: number }[];
  /** How often what was predicted as what. */
  readonly pairs: readonly { readonly label: string; readonly predicted: string; readonly records: number }[];
  /** By the model that had answered, null where it was not told; `unknown` is how often it took a picture for one of none of its classes. */
  readonly models: readonly {
    readonly model: PredictedClass['model'];
    readonly compared: number;
    readonly right: number;
    readonly unknown: number;
  }[];
}
