import type { Request, Response } from 'express';
import type { AnsweringModel } from '../../models/recogniser.js';
import { float32Bytes } from './float32-bytes.js';
import { NPY, npyFile } from './npy-file.js';

/** An embedding in JSON: its numbers, or base64 of them as float32, little-endian. @param encoding default float. */
export function inJson(embedding: Float32Array, encoding: string | undefined): number[] | string {
  return encoding === 'base64' ? float32Bytes(embedding).toString('base64') : [...embedding];
}

/** Whether a client would rather have NumPy's format than JSON. */
export function wantsNpy(request: Request): boolean {
  return request.accepts('application/json', NPY) === NPY;
}

/** Answers with embeddings alone, as a file of NumPy [N, D]; the model is in a header. */
export function sendNpy(response: Response, { name, version }: AnsweringModel, rows: readonly Float32Array[]): void {
  response.set('Supcon-Model', `${name}/${version}`).type(NPY).send(npyFile(rows));
}
