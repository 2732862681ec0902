import { createRequire } from 'node:module';

/** A message of the package's generated protocol buffers. */
export interface Message {
  serializeBinary(): Uint8Array;
}
/** `TensorShapeProto`, as far as it is written here. */
export interface TensorShapeMessage extends Message {
  addDim(dim: Message): void;
}
interface DimMessage extends Message {
  setSize(size: number): void;
}
interface TensorMessage extends Message {
  setDtype(type: number): void;
  setTensorShape(shape: TensorShapeMessage): void;
  setTensorContent(bytes: Uint8Array): void;
}
interface ListMessage extends Message {
  setIList(values: number[]): void;
}
/** `AttrValue`, as far as it is written here. */
export interface AttributeMessage extends Message {
  setType(type: number): void;
  setList(list: ListMessage): void;
  setS(bytes: Uint8Array): void;
  setB(value: boolean): void;
  setShape(shape: TensorShapeMessage): void;
  setTensor(tensor: Message): void;
}
interface MessageMap<Value> {
  set(name: string, value: Value): void;
}
/** `NodeDef`, as far as it is written here. */
export interface NodeMessage extends Message {
  setName(name: string): void;
  setOp(operation: string): void;
  setInputList(names: string[]): void;
  getAttrMap(): MessageMap<AttributeMessage>;
}
interface VersionMessage extends Message {
  setProducer(version: number): void;
}
interface GraphMessage extends Message {
  addNode(node: NodeMessage): void;
  setVersions(versions: VersionMessage): void;
}
interface TensorInfoMessage extends Message {
  setName(name: string): void;
  setDtype(type: number): void;
  setTensorShape(shape: TensorShapeMessage): void;
}
interface SignatureMessage extends Message {
  setMethodName(name: string): void;
  getInputsMap(): MessageMap<TensorInfoMessage>;
  getOutputsMap(): MessageMap<TensorInfoMessage>;
}
interface MetaInfoMessage extends Message {
  addTags(tag: string): void;
}
interface MetaGraphMessage extends Message {
  setMetaInfoDef(info: MetaInfoMessage): void;
  setGraphDef(graph: GraphMessage): void;
  getSignatureDefMap(): MessageMap<SignatureMessage>;
}
interface SavedModelMessage extends Message {
  setSavedModelSchemaVersion(version: number): void;
  addMetaGraphs(graph: MetaGraphMessage): void;
}

type Constructor<Instance> = new () => Instance;

/** TensorFlow's protocol buffers as tfjs-node brings them along, as far as a SavedModel needs them. */
export interface TensorFlowMessages {
  readonly DataType: { readonly DT_FLOAT: number; readonly DT_INT32: number };
  readonly TensorShape: Constructor<TensorShapeMessage> & { readonly Dim: Constructor<DimMessage> };
  readonly Tensor: Constructor<TensorMessage>;
  readonly AttrValue: Constructor<AttributeMessage> & { readonly ListValue: Constructor<ListMessage> };
  readonly NodeDef: Constructor<NodeMessage>;
  readonly VersionDef: Constructor<VersionMessage>;
  readonly GraphDef: Constructor<GraphMessage>;
  readonly TensorInfo: Constructor<TensorInfoMessage>;
  readonly SignatureDef: Constructor<SignatureMessage>;
  readonly MetaGraphDef: Constructor<MetaGraphMessage> & { readonly MetaInfoDef: Constructor<MetaInfoMessage> };
  readonly SavedModel: Constructor<SavedModelMessage>;
}

let loaded: TensorFlowMessages | undefined;

/** TensorFlow's protocol buffers as @tensorflow/tfjs-node-gpu ships them, generated and without types: above stands the part that we write. They are
 * plain JavaScript and load where the native library does not. */
export function tensorFlowMessages(): TensorFlowMessages {
  loaded ??= createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as TensorFlowMessages;
  return loaded;
}
