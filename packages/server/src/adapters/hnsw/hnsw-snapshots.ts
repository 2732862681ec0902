import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { z } from 'zod';
import { HnswGraph, type HnswParameters } from './hnsw-graph.js';
import { ENGINE_NAMES, GRAPH_ENGINES, type GraphEngine } from './graph-engines.js';
import type { IndexIdentity } from '../../domain/vector-index.js';

/** 2 says which store and collection a snapshot belongs to, and sums up its keys. */
const FORMAT = 2;
const KEPT_GENERATIONS = 2;
const SELF_CHECKS = 100;

const bodySchema = z.strictObject({
  format: z.literal(FORMAT),
  generation: z.int().min(1),
  seq: z.int().min(0),
  /** The addon whose file it is; hnswlib where it does not say. */
  engine: z.enum(ENGINE_NAMES).default('hnswlib'),
  space: z.literal('ip'),
  dimensions: z.int().min(1),
  m: z.int(),
  efConstruction: z.int(),
  ef: z.int(),
  seed: z.int(),
  count: z.int().min(0),
  deadKeys: z.array(z.int().min(0)),
  /** No vector that was removed up to this seq is in the file; without it, none at all where there are no dead keys. */
  erasedSeq: z.int().min(0).optional(),
  endianness: z.enum(['LE', 'BE']),
  encoderHash: z.string(),
  storeId: z.string(),
  collection: z.int(),
  /** `digestOfKeys` of the live and the dead ones together. */
  keys: z.string(),
  measured: z
    .strictObject({ recall: z.number().min(0).max(1), ef: z.int().min(1), seq: z.int().min(0), measuredAt: z.string() })
    .optional(),
  bytes: z.int().min(1),
  sha256: z.string(),
});
const manifestSchema = z.strictObject({ body: z.looseObject({ format: z.int() }), sha256: z.string() });
type ManifestBody = z.infer<typeof bodySchema>;

const graphFile = (generation: number): string => `graph-${generation}.hnsw`;
const manifestFile = (generation: number): string => `manifest-${generation}.json`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Saves one generation: a graph file, verified by reading it back, then the manifest that makes it count. A crash at any point leaves the older
 * generations as they were; where two processes save at the same moment, the checksums refuse what got mixed up, and an older generation serves. The caller keeps changes away from the graph meanwhile; an empty graph needs no snapshot and gets none.
 * @throws Error when what was written is not what is in memory, e.g. on a full disk. */
export async function saveSnapshot(folder: string, graph: HnswGraph, identity: IndexIdentity, parameters: HnswParameters): Promise<void> {
  if (graph.count === 0) return;
  await mkdir(folder, { recursive: true });
  const generations = await listGenerations(folder);
  const generation = (generations[0] ?? 0) + 1;
  const file = path.join(folder, graphFile(generation));
  // Another process may be saving its copy of the same index.
  const temporary = path.join(folder, `.${graphFile(generation)}.${process.pid}.tmp`);
  const { seq, measured } = graph.stats;
  const deadKeys = graph.deadKeys;
  try {
    await graph.write(temporary);
    const { size } = await stat(temporary);
    const least = GRAPH_ENGINES[parameters.engine].leastBytes(graph.count, identity.dimensions, parameters);
    if (size < least) throw new Error(`snapshot: ${size} bytes were written, at least ${least} are needed; is the disk full?`);
    compareWithMemory(HnswGraph.load(temporary, identity.dimensions, parameters, { seq, deadKeys }), graph);
    const sha256 = await hashFile(temporary);
    await syncFile(temporary);
    await rename(temporary, file);
    await syncFolder(folder);
    const { m, efConstruction, ef, seed } = parameters;
    const body: ManifestBody = {
      format: FORMAT,
      generation,
      seq,
      engine: parameters.engine,
      space: 'ip',
      dimensions: identity.dimensions,
      m,
      efConstruction,
      ef,
      seed,
      count: graph.count,
      deadKeys,
      erasedSeq: graph.erasedSeq,
      endianness: endianness(),
      encoderHash: identity.encoderHash,
      storeId: identity.storeId,
      collection: identity.collection,
      keys: digestOfKeys(graph),
      ...(measured && { measured }),
      bytes: size,
      sha256,
    };
    await writeFileAtomic(path.join(folder, manifestFile(generation)), JSON.stringify({ body, sha256: digest(JSON.stringify(body)) }));
  } finally {
    await rm(temporary, { force: true });
  }
  await removeGenerations(folder, (found) => found <= generation - KEPT_GENERATIONS);
}

/** The newest generation that is whole and belongs to this collection; every doubt refuses it and tries the one before. */
export async function loadSnapshot(
  folder: string,
  identity: IndexIdentity,
  parameters: HnswParameters,
): Promise<{ graph: HnswGraph | undefined; refused: string[] }> {
  const refused: string[] = [];
  for (const generation of await listGenerations(folder)) {
    try {
      return { graph: await loadGeneration(folder, generation, identity, parameters), refused };
    } catch (error) {
      refused.push(`generation ${generation}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { graph: undefined, refused };
}

/** Deletes every generation that holds vectors which were removed up to a seq, with all that broken-off saving has left.
 * @throws Error while another process is saving, which may be such a one; the next time finds it. */
export async function eraseSnapshots(folder: string, erasedSeq: number): Promise<void> {
  for (const generation of await listGenerations(folder))
    if ((await erasedSeqOf(folder, generation)) < erasedSeq) await rm(path.join(folder, manifestFile(generation)), { force: true });
  await removeGenerations(folder, () => false);
  const names = await readdir(folder).catch(() => []);
  if (names.some((name) => name.endsWith('.tmp'))) throw new Error('another process is saving its copy of the index');
  if (names.length > 0) await syncFolder(folder);
}

/** Of what cannot be read, nothing is known: -1. */
async function erasedSeqOf(folder: string, generation: number): Promise<number> {
  try {
    const { body } = manifestSchema.parse(JSON.parse(await readFile(path.join(folder, manifestFile(generation)), 'utf8')));
    const { erasedSeq = 0, deadKeys, seq } = bodySchema.parse(body);
    return deadKeys.length === 0 ? seq : erasedSeq;
  } catch {
    return -1;
  }
}

async function loadGeneration(folder: string, generation: number, identity: IndexIdentity, parameters: HnswParameters): Promise<HnswGraph> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(folder, manifestFile(generation)), 'utf8')));
  if (digest(JSON.stringify(manifest.body)) !== manifest.sha256) throw new Error('the manifest is damaged');
  if (manifest.body.format !== FORMAT) throw new Error(`its format is ${manifest.body.format}, this program keeps format ${FORMAT}`);
  const body = bodySchema.parse(manifest.body);
  if (body.generation !== generation) throw new Error(`the manifest belongs to generation ${body.generation}`);
  if (body.storeId !== identity.storeId) throw new Error('it belongs to another item store');
  if (body.collection !== identity.collection) throw new Error(`it belongs to collection number ${body.collection}`);
  if (body.encoderHash !== identity.encoderHash) throw new Error('its vectors come from another encoder');
  if (body.dimensions !== identity.dimensions) throw new Error(`it holds vectors of ${body.dimensions}, not ${identity.dimensions}`);
  if (body.endianness !== endianness()) throw new Error(`it was written on a ${body.endianness} machine`);
  if (body.engine !== parameters.engine) throw new Error(`it is a graph of ${body.engine}, the index is set to ${parameters.engine}`);
  const file = path.join(folder, graphFile(generation));
  const { size } = await stat(file);
  if (size !== body.bytes) throw new Error(`the graph file has ${size} bytes, the manifest says ${body.bytes}`);
  if ((await hashFile(file)) !== body.sha256) throw new Error('the graph file is damaged (sha256)');
  const graph = HnswGraph.load(file, body.dimensions, parameters, body);
  if (graph.count !== body.count) throw new Error(`the graph holds ${graph.count} vectors, the manifest says ${body.count}`);
  if (digestOfKeys(graph) !== body.keys) throw new Error('the graph holds other keys than the manifest says');
  const engine: GraphEngine = GRAPH_ENGINES[parameters.engine];
  graph.prepare(engine.vectors?.(file, body.dimensions));
  return graph;
}

/** Tells graphs with different keys apart, however equal their counts are. */
function digestOfKeys({ liveKeys, deadKeys }: HnswGraph): string {
  const keys = Uint32Array.from([...liveKeys, ...deadKeys]).sort();
  return createHash('sha256').update(keys).digest('hex');
}

function compareWithMemory(saved: HnswGraph, memory: HnswGraph): void {
  if (saved.count !== memory.count) throw new Error(`snapshot: ${saved.count} vectors came back, ${memory.count} were written`);
  for (const key of memory.sampleKeys(SELF_CHECKS)) {
    const expected = memory.vector(key);
    const actual = saved.vector(key);
    if (expected.some((value, i) => value !== actual[i])) throw new Error(`snapshot: vector ${key} came back changed`);
    if (saved.nearestByGraph(expected) !== memory.nearestByGraph(expected))
      throw new Error(`snapshot: the neighbours of vector ${key} came back changed`);
  }
}

/** Newest first: generations with a manifest. */
async function listGenerations(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const generations = names.flatMap((name) => {
    const match = /^manifest-(\d{1,15})\.json$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return generations.sort((a, b) => b - a);
}

/** Manifests go first, so that no manifest is left whose graph is gone; graphs without a manifest and temporary files go too. */
async function removeGenerations(folder: string, isOld: (generation: number) => boolean): Promise<void> {
  for (const generation of await listGenerations(folder))
    if (isOld(generation)) await rm(path.join(folder, manifestFile(generation)), { force: true });
  const kept = new Set((await listGenerations(folder)).map(graphFile));
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    if (/^graph-\d+\.hnsw$|^\..*\.tmp$/.test(name) && !kept.has(name) && !isBeingWritten(name))
      await rm(path.join(folder, name), { force: true });
}

/** Whether a temporary file belongs to a process that still runs. */
function isBeingWritten(name: string): boolean {
  const pid = Number(/\.(\d+)\.tmp$/.exec(name)?.[1] ?? process.pid);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
