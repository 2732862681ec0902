"""EfficientNet-Lite0 in PyTorch, written out from the paper's table; finetune_torch.py and embed_torch.py measure it."""

from torch import nn

# Expansion, channels, blocks, stride and kernel of each stage: Tan and Le, arXiv:1905.11946, table 1.
STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)


class SamePadding(nn.Module):
    """TensorFlow's SAME at a stride of 2: where the padding is odd, one pixel more on the right and at the bottom."""

    def __init__(self, kernel):
        super().__init__()
        self.kernel = kernel

    def forward(self, x):
        rows, columns = (max((-(-side // 2) - 1) * 2 + self.kernel - side, 0) for side in x.shape[2:])
        return nn.functional.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))


def unit(inputs, outputs, kernel, stride, groups=1, activation=True):
    padding = (kernel - 1) // 2 if stride == 1 else 0
    return [
        *([] if stride == 1 else [SamePadding(kernel)]),
        nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3),
        *([nn.ReLU6(inplace=True)] if activation else []),
    ]


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        hidden = inputs * expansion
        self.body = nn.Sequential(
            *(unit(inputs, hidden, 1, 1) if expansion > 1 else []),
            *unit(hidden, hidden, kernel, stride, groups=hidden),
            *unit(hidden, outputs, 1, 1, activation=False),
        )
        self.identity = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.body(x) if self.identity else self.body(x)


def efficientnet_lite0():
    layers = unit(3, 32, 3, 2)
    inputs = 32
    for expansion, outputs, blocks, shrink, kernel in STAGES:
        for block in range(blocks):
            layers.append(InvertedResidual(inputs, outputs, expansion, kernel, shrink if block == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, *unit(inputs, 1280, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
