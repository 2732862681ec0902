import { CoreError } from '../errors.js';
import { planEfficientNetLite, type EfficientNetLiteOptions, type EfficientNetLitePlan } from './efficientnet-lite-plan.js';
import { planMobileNet, type MobileNetOptions, type MobileNetPlan } from './mobilenet-plan.js';
import { planResNet, type ResNetOptions, type ResNetPlan } from './resnet-plan.js';
import { planWideResNet, type WideResNetOptions, type WideResNetPlan } from './wide-resnet-plan.js';

/** What a user chooses about an encoder; without a `kind` it is a ResNet. */
export type EncoderOptions = ResNetOptions | WideResNetOptions | MobileNetOptions | EfficientNetLiteOptions;

/** A whole encoder, as data: training units, inference and ONNX export are all built from it. Its `options` hold every default that was filled in,
 * and make the same plan again. */
export type EncoderPlan = ResNetPlan | WideResNetPlan | MobileNetPlan | EfficientNetLitePlan;

/** Lays out an encoder of any kind.
 * @throws CoreError BAD_ENCODER for a kind or option that does not exist. */
export function planEncoder(options: EncoderOptions): EncoderPlan {
  switch (options.kind) {
    case undefined:
    case 'resnet':
      return planResNet(options);
    case 'wide-resnet':
      return planWideResNet(options);
    case 'mobilenet':
      return planMobileNet(options);
    case 'efficientnet-lite':
      return planEfficientNetLite(options);
    default: {
      const { kind } = options as { kind: string };
      throw new CoreError(
        'BAD_ENCODER',
        `planEncoder: kind must be 'resnet', 'wide-resnet', 'mobilenet' or 'efficientnet-lite', got '${kind}'`,
      );
    }
  }
}
