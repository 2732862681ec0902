/** The folder of a run: what lies in it, who holds it, how it stands. One owner for every reader and writer. */
export * from './events.js';
export { holdRun, type HeldRun } from './hold-run.js';
export { readOwner, type FoundOwner } from './owner-file.js';
export { labelIssueFileSchema, readLabelIssueFile, type LabelIssueFile } from './label-issue-file.js';
export { readLogPart, readRunEvents, type LoggedEvent, type LogPart } from './read-log.js';
export { readTranscript, type TranscriptEnd, type TranscriptLine } from './read-transcript.js';
export { openTranscript, type Transcript } from './transcript.js';
export { readRunFolder, type RunFolderContent } from './read-run-folder.js';
