import {
  tensorFlowMessages,
  type AttributeMessage,
  type Message,
  type NodeMessage,
  type TensorShapeMessage,
} from './tensorflow-messages.js';
import { GRAPH_PRODUCER, type GraphAttribute, type GraphConstant, type TensorFlowGraph } from './tensorflow-graph.js';

/** `saved_model.pb` of a frozen graph: constants instead of variables, tag `serve`, one signature `serving_default`. */
export function encodeSavedModel(graph: TensorFlowGraph): Uint8Array {
  const messages = tensorFlowMessages();
  const { DT_FLOAT } = messages.DataType;
  const definition = new messages.GraphDef();
  for (const node of graph.nodes) {
    const message: NodeMessage = new messages.NodeDef();
    message.setName(node.name);
    message.setOp(node.operation);
    message.setInputList([...node.inputs]);
    for (const [name, attribute] of Object.entries(node.attributes)) message.getAttrMap().set(name, attributeMessage(attribute));
    definition.addNode(message);
  }
  const versions = new messages.VersionDef();
  versions.setProducer(GRAPH_PRODUCER);
  definition.setVersions(versions);

  const signature = new messages.SignatureDef();
  signature.setMethodName('tensorflow/serving/predict');
  for (const [values, map] of [
    [graph.inputs, signature.getInputsMap()],
    [graph.outputs, signature.getOutputsMap()],
  ] as const)
    for (const [name, shape] of Object.entries(values)) {
      const info = new messages.TensorInfo();
      info.setName(`${name}:0`);
      info.setDtype(DT_FLOAT);
      info.setTensorShape(shapeMessage(shape));
      map.set(name, info);
    }

  const meta = new messages.MetaGraphDef.MetaInfoDef();
  meta.addTags('serve');
  const metaGraph = new messages.MetaGraphDef();
  metaGraph.setMetaInfoDef(meta);
  metaGraph.setGraphDef(definition);
  metaGraph.getSignatureDefMap().set('serving_default', signature);
  const model = new messages.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function attributeMessage(attribute: GraphAttribute): AttributeMessage {
  const messages = tensorFlowMessages();
  const message = new messages.AttrValue();
  switch (attribute.kind) {
    case 'type':
      message.setType(attribute.type === 'float32' ? messages.DataType.DT_FLOAT : messages.DataType.DT_INT32);
      break;
    case 'ints': {
      const list = new messages.AttrValue.ListValue();
      list.setIList([...attribute.ints]);
      message.setList(list);
      break;
    }
    case 'text':
      message.setS(Buffer.from(attribute.text));
      break;
    case 'bool':
      message.setB(attribute.bool);
      break;
    case 'shape':
      message.setShape(shapeMessage(attribute.shape));
      break;
    case 'constant':
      message.setTensor(tensorMessage(attribute.constant));
      break;
  }
  return message;
}

function tensorMessage(constant: GraphConstant): Message {
  const messages = tensorFlowMessages();
  const tensor = new messages.Tensor();
  tensor.setDtype('floats' in constant ? messages.DataType.DT_FLOAT : messages.DataType.DT_INT32);
  tensor.setTensorShape(shapeMessage(constant.shape));
  tensor.setTensorContent(littleEndianBytes(constant));
  return tensor;
}

function shapeMessage(shape: readonly number[]): TensorShapeMessage {
  const messages = tensorFlowMessages();
  const message = new messages.TensorShape();
  for (const size of shape) {
    const dim = new messages.TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}

/** The values of a constant as TensorFlow's files hold them. */
export function littleEndianBytes(constant: GraphConstant): Uint8Array {
  const values = 'floats' in constant ? constant.floats : constant.ints;
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  if ('floats' in constant) constant.floats.forEach((value, i) => view.setFloat32(4 * i, value, true));
  else constant.ints.forEach((value, i) => view.setInt32(4 * i, value, true));
  return bytes;
}
