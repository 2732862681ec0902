/** What lies in a run's folder, `runs/<id>/`, by its name there. Nothing else spells these names. */
export const RUN_FILES = {
  /** Everything that is needed to repeat the run. */
  config: 'config.json',
  /** The encoder, where it was brought as an ONNX file: in the form of ours, `images` in and `features` out. */
  encoder: 'encoder.onnx',
  /** One event a line, only ever appended. */
  log: 'metrics.jsonl',
  /** What the training said to people, a line with its time; `olderTranscript` is what was said before that became too long. */
  transcript: 'log.txt',
  olderTranscript: 'log.1.txt',
  /** Pictures whose label is in doubt, by predictions of classifiers that had not seen them. */
  labelIssues: 'label-issues.json',
  /** Figures of the finished run: a run is finished when this is there. */
  result: 'result.json',
  /** Which process trains the run; its time of change is the heartbeat. There only while somebody does. */
  owner: 'owner.json',
  /** Folder of the weights: `last`, `best` and `final`, the classifier and what unknown pictures are told by. */
  checkpoints: 'checkpoints',
  /** Folder that `supcon report` writes. */
  report: 'report',
  /** Folder that `supcon runs export-tensorboard` writes where no other is named. */
  tensorBoard: 'tensorboard',
} as const;
