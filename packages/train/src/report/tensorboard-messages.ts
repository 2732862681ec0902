import protobuf from 'protobufjs';

/** What a TensorBoard event file holds of TensorFlow's messages, as TensorFlow numbers it: the fields that we write, and no others.
 * @see tensorflow/core/util/event.proto, tensorflow/core/framework/{summary,tensor,tensor_shape}.proto */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  package tensorboard;

  message Event {
    double wall_time = 1;
    int64 step = 2;
    oneof what {
      string file_version = 3;
      Summary summary = 5;
    }
  }
  message Summary {
    message Value {
      string tag = 1;
      SummaryMetadata metadata = 9;
      oneof value {
        float simple_value = 2;
        TensorProto tensor = 8;
      }
    }
    repeated Value value = 1;
  }
  message SummaryMetadata {
    message PluginData {
      string plugin_name = 1;
    }
    PluginData plugin_data = 1;
  }
  enum DataType {
    DT_INVALID = 0;
    DT_STRING = 7;
  }
  message TensorShapeProto {}
  message TensorProto {
    DataType dtype = 1;
    TensorShapeProto tensor_shape = 2;
    repeated bytes string_val = 8;
  }`,
);

const Event = root.lookupType('tensorboard.Event');

/** One value of a summary: a figure, or text for the text plugin. */
export interface SummaryValue {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly metadata?: { readonly pluginData: { readonly pluginName: string } };
  /** A scalar tensor of strings has one element and an empty shape. */
  readonly tensor?: { readonly dtype: 'DT_STRING'; readonly tensorShape: object; readonly stringVal: readonly Uint8Array[] };
}

/** `tensorboard.Event`: the version that begins a file, or values at a step. */
export interface EventMessage {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
}

/** @returns the message in the wire format of protocol buffers. */
export function encodeEvent(event: EventMessage): Uint8Array {
  return Event.encode(Event.fromObject(event)).finish();
}
