import onnxProto from 'onnx-proto';
import { CoreError } from '../errors.js';
import { decodeModel, externalEntries, isExternal } from './describe-onnx.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

/** A model whose tensors lay in files beside it, as one that holds them itself.
 * @param files whole, by the names that the model gives them (`OnnxDescription.externalFiles`).
 * @throws CoreError UNSUPPORTED when a file is not given, or shorter than the model says. */
export function inlineExternalData(model: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const proto = decodeModel(model);
  for (const tensor of proto.graph.initializer) {
    if (!isExternal(tensor)) continue;
    const entries = externalEntries(tensor);
    const location = entries.get('location') ?? '';
    const bytes = files.get(location);
    if (!bytes) throw new CoreError('UNSUPPORTED', `the tensor ${tensor.name ?? ''} lies in ${location}, which is not here`);
    const offset = Number(entries.get('offset') ?? 0);
    const length = entries.has('length') ? Number(entries.get('length')) : bytes.length - offset;
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length))
      throw new CoreError(
        'UNSUPPORTED',
        `the tensor ${tensor.name ?? ''} ends at byte ${offset + length} of ${location}, which has ${bytes.length}: the file is cut off, or belongs to another model`,
      );
    tensor.rawData = bytes.subarray(offset, offset + length);
    tensor.externalData = [];
    tensor.dataLocation = TensorProto.DataLocation.DEFAULT;
  }
  return ModelProto.encode(proto).finish();
}
