/** Operations that are no tools, and why: a test holds that every other one is. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  embed: 'hundreds of numbers, which no agent reads; search takes the picture itself',
  embedBatch: 'the same',
  getProjection: 'points of a drawing',
  getRunMetrics: 'a megabyte of events; getCurves has the same thinned',
  streamRunEvents: 'a stream; a tool answers once',
  exportItems: 'a stream of everything; listItems goes page by page',
  importItems: 'a file of lines; addItem adds a picture at a time',
  uploadModel: 'an archive of megabytes',
  downloadModel: 'the same',
  uploadData: 'the same',
  getLiveness: 'getReadiness says more',
  listKeys: 'who may ask the server is not for agents',
  createKey: 'the same',
  revokeKey: 'the same',
  rotateKey: 'the same',
  listAudit: 'the same',
};
