import type { components } from './generated/schema.js';
import type { OrUndefined } from './optional.js';

type Schemas = components['schemas'];

/** RFC 9457 problem details: what every error answer of the API is. */
export type Problem = Schemas['Problem'];
/** Stable names of what can go wrong; docs/errors.md explains each. */
export type ErrorCode = Schemas['ErrorCode'];
/** A version of a model. */
export type ModelRef = Schemas['ModelRef'];
/** Which encoder answered, and the alias that led to it. */
export type AnsweringModel = Schemas['AnsweringModel'];
/** A name that stands for a model, and what it stood for before. */
export type Alias = Schemas['Alias'];
/** A class and how probable it is, 0 to 1. */
export type Prediction = Schemas['Prediction'];
/** Classes that hold the right one as often as was asked for. */
export type LabelSet = Schemas['LabelSet'];
/** What the labelled pictures of a collection say of a picture. */
export type Vote = Schemas['Vote'];
/** Where a picture speaks for a class. */
export type Occlusion = Schemas['Occlusion'];
/** The classes of a picture, most probable first. */
export type ClassifyResponse = Schemas['ClassifyResponse'];
/** The unit-length embedding [D] of a picture. */
export type EmbedResponse<Numbers = number[]> = Omit<Schemas['EmbedResponse'], 'embedding'> & { readonly embedding: Numbers };
/** Why a picture of several has no answer. */
export type PictureProblem = Schemas['PictureProblem'];
/** What is said of a picture of several, the model aside. */
export type ClassifiedPicture = Schemas['ClassifiedPicture'];
/** An answer for each picture, or its problem: `'problem' in result` tells. */
export type ClassifyBatchResponse = Schemas['ClassifyBatchResponse'];
/** The unit-length embedding [D] of a picture of several. */
export type EmbeddedPicture = Omit<Schemas['EmbeddedPicture'], 'embedding'> & { readonly embedding: Float32Array };
/** An embedding for each picture, or its problem: `'problem' in result` tells. */
export type EmbedBatchResponse = Omit<Schemas['EmbedBatchResponse'], 'results'> & {
  readonly results: readonly (EmbeddedPicture | PictureProblem)[];
};
/** What a model had said of a picture. */
export type PredictedClass = Schemas['PredictedClass'];
/** What is known of a picture: what it really shows, and what a model had said. */
export type Feedback = Schemas['Feedback'];
/** Feedback, the newest first, and where the next page begins. */
export type FeedbackPage = Schemas['FeedbackPage'];
/** How often a model was right, of what was told. */
export type FeedbackSummary = Schemas['FeedbackSummary'];
/** How what a model has classified of late differs from what it was set on. */
export type Drift = Schemas['Drift'];
/** What is said of one measure of drift, and why. */
export type DriftMeasure = Schemas['DriftMeasure'];
/** A picture that drives a measure of drift. */
export type DriftExample = Schemas['DriftExample'];
/** What counts now of a picture. */
export type RecordedFeedback = Schemas['RecordedFeedback'];
/** The classes of a model, and what became of them since training. */
export type ClassList = Schemas['ClassList'];
/** What a server takes. */
export type Limits = Schemas['Limits'];
/** A searchable set of pictures and the state of its index. */
export type Collection = Schemas['Collection'];
/** A second name of a collection. */
export type CollectionAlias = Schemas['CollectionAlias'];
/** Something that whoever searched should know. */
export type SearchWarning = Schemas['SearchWarning'];
/** An item that looks like what was searched for, and how much: cosine, -1 to 1. */
export type Neighbour = Schemas['Neighbour'];
/** Neighbours, most similar first. */
export type SearchResponse = Schemas['SearchResponse'];
/** An answer for each search, or its problem: `'problem' in result` tells. */
export type SearchBatchResponse = Schemas['SearchBatchResponse'];
/** How a search was answered. */
export type SearchPlan = Schemas['SearchPlan'];
/** A picture of a collection: what is known of it. */
export type Item = Schemas['Item'];
/** Items of a collection, and where the next page begins. */
export type ItemList = Schemas['ItemList'];
/** Items drawn at random, and of how many. */
export type ItemSample = Schemas['ItemSample'];
/** How many items have which value. */
export type Facets = Schemas['Facets'];
/** What is to change of an item. */
export type ItemPatch = Schemas['ItemPatch'];
/** How many items fitted a filter, and what became of them. */
export type DeletedItems = Schemas['DeletedItems'];
/** A deletion that leaves nothing: how far it has come, and in the end its receipt. */
export type Purge = Schemas['Purge'];
/** Purges, newest first, and where older ones go on. */
export type PurgeList = Schemas['PurgeList'];
/** An item that was added, and what is wrong with its picture. */
export type AddedItem = Schemas['AddedItem'];
/** Something is wrong with a picture that was decoded all the same. */
export type PictureWarning = Schemas['PictureWarning'];
/** Whether a picture is of none of a model's classes. */
export type UnknownAnswer = Schemas['UnknownAnswer'];
/** A frozen model: how it was trained and what was measured. */
export type Model = Schemas['Model'];
/** What a caller may do: each role may do what those before it may. */
export type Role = Schemas['Role'];
/** A key of the server: what is known of it, without its secret. */
export type Key = Schemas['Key'];
/** What is wanted of a key. */
export type NewKey = OrUndefined<Schemas['NewKey']>;
/** A key with its secret, which is shown once. */
export type ShownKey = Schemas['ShownKey'];
/** What somebody did, or was not let do. */
export type AuditEntry = Schemas['AuditEntry'];
/** Entries of the audit log, the newest first. */
export type AuditPage = Schemas['AuditPage'];
/** What a training does, or how it ended. */
export type RunStatus = Schemas['RunStatus'];
/** Accuracies, 0 to 1. */
export type RunScores = Schemas['RunScores'];
/** What a finished training measured. */
export type RunResult = Schemas['RunResult'];
/** A training as the list of runs shows it. */
export type RunSummary = Schemas['RunSummary'];
/** A training with its whole configuration. */
export type Run = Schemas['Run'];
/** One line of a run's log. */
export type RunEvent = Schemas['RunEvent'];
/** Events of a run, and the byte offset to go on from. */
export type RunMetrics = Schemas['RunMetrics'];
/** Pictures of a training whose label is in doubt, most doubtful first, and how they were found. */
export type LabelIssueList = Schemas['LabelIssueList'];
/** A picture whose label is in doubt. */
export type LabelIssue = Schemas['LabelIssue'];
/** The last lines of what a training said to people. */
export type RunLog = Schemas['RunLog'];
/** What a training is asked for with. */
export type TrainingRequest = OrUndefined<Schemas['TrainingRequest']>;
/** A folder of photos on the server's machine. */
export type DataSet = Schemas['DataSet'];
/** What there is to train on, and whether the server is allowed to. */
export type DataList = Schemas['DataList'];
/** What to know of photos before they are trained on. */
export type DataCheck = Schemas['DataCheck'];
/** One thing to know of them. */
export type DataFinding = Schemas['DataFinding'];
/** Photos that were sent, and what of them was left out. */
export type UploadedData = Schemas['UploadedData'];
/** Which curve of a training. */
export type CurveName = Schemas['CurveName'];
/** The curves of one training. */
export type RunCurves = Schemas['RunCurves'];
/** Work in the background. */
export type Job = Schemas['Job'];
/** How a job stands; the last three are final. */
export type JobState = Schemas['JobState'];
/** What work in the background does. */
export type JobKind = Schemas['JobKind'];
/** A line of an import that became no item, and why. */
export type ImportRefusal = Schemas['ImportRefusal'];
/** Jobs, newest first, and where older ones go on. */
export type JobList = Schemas['JobList'];
/** How a collection is to be laid out. */
export type ProjectionRequest = OrUndefined<Schemas['ProjectionRequest']>;
/** What a picture of a collection is of, how it came to be, and whether the collection has changed since. */
export type ProjectionDescription = Omit<Schemas['Projection'], 'points' | 'next'>;
/** Part of a picture of a collection: items and where they lie. */
export type Projection = Schemas['Projection'];
/** Which model is to classify the items of a collection. */
export type PredictRequest = OrUndefined<Schemas['PredictRequest']>;
/** Whose predictions these are, how they came to be, and whether the collection has changed since. */
export type PredictionDescription = Schemas['PredictionDescription'];
/** What a model says of an item, and whether it is right. */
export type ItemPrediction = Schemas['ItemPrediction'];
/** Part of what a model says of the items of a collection. */
export type Predictions = Schemas['Predictions'];
/** How right a model is about a collection. */
export type Evaluation = Schemas['Evaluation'];
/** An item with near-duplicates, and how like it is to the first of them. */
export type Duplicate = Schemas['Duplicate'];
/** Part of the near-duplicates of a collection. */
export type Duplicates = Schemas['Duplicates'];
/** How near items have to be. */
export type DuplicatesRequest = OrUndefined<Schemas['DuplicatesRequest']>;
/** With which model a collection's vectors are computed anew. */
export type ReembedRequest = OrUndefined<Schemas['ReembedRequest']>;
/** That a server's process answers. */
export type Liveness = Schemas['Liveness'];
/** Whether the server can answer, and the checks behind it. */
export type Readiness = Schemas['Readiness'];
