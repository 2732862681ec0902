import type { DrawnRange } from './draw-order.js';
import type { MapPoints } from './map-points.js';
import type { Frame, PointColours, PointRenderer } from './point-renderer.js';

const VERTEX = `#version 300 es
precision highp float;
precision highp int;
layout(location = 0) in float x;
layout(location = 1) in float y;
layout(location = 2) in uint group;
uniform vec2 middle;
uniform vec2 scale;
uniform float size;
uniform bool isDimmed;
uniform vec4 dimmed;
uniform highp sampler2D palette;
out vec4 colour;
void main() {
  gl_Position = vec4((vec2(x, y) - middle) * scale, 0.0, 1.0);
  gl_PointSize = size;
  colour = isDimmed ? dimmed : texelFetch(palette, ivec2(int(group & 255u), int(group >> 8u)), 0);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
uniform float size;
in vec4 colour;
out vec4 shown;
void main() {
  float covered = clamp(0.5 * size - length(gl_PointCoord - 0.5) * size + 0.5, 0.0, 1.0);
  if (covered == 0.0) discard;
  float alpha = colour.a * covered;
  shown = vec4(colour.rgb * alpha, alpha);
}`;
/** Colours in a row of their texture: a group is a row and a place in it. */
const PALETTE_ROW = 256;

/** Draws round points by WebGL 2. Where the browser takes the context away, everything is set up anew once it gives it back.
 * @param onRestored called then, so that a frame is drawn. @returns undefined where there is no WebGL 2. */
export function createWebglRenderer(host: HTMLElement, onRestored: () => void): PointRenderer | undefined {
  const canvas = host.ownerDocument.createElement('canvas');
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, stencil: false, alpha: true });
  if (!gl) return undefined;
  let kept: { points?: MapPoints; colours?: PointColours; order?: Uint32Array } = {};
  let parts = setUp(gl);
  if (!parts) {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return undefined;
  }
  host.prepend(canvas);

  const setPoints = (points: MapPoints): void => {
    kept = { ...kept, points };
    parts?.fill(parts.x, points.x);
    parts?.fill(parts.y, points.y);
  };
  const setColours = (colours: PointColours): void => {
    kept = { ...kept, colours };
    parts?.fill(parts.group, colours.group);
    parts?.setPalette(colours);
  };
  const setOrder = (order: Uint32Array): void => {
    kept = { ...kept, order };
    parts?.fill(parts.order, order);
  };
  const onLost = (event: Event): void => {
    // Otherwise it would never be given back.
    event.preventDefault();
    parts = undefined;
  };
  const onBack = (): void => {
    parts = setUp(gl);
    if (kept.points) setPoints(kept.points);
    if (kept.colours) setColours(kept.colours);
    if (kept.order) setOrder(kept.order);
    onRestored();
  };
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onBack);

  let pixelRatio = 1;
  return {
    kind: 'webgl2',
    setPoints,
    setColours,
    setOrder,
    resize: (width, height, ratio) => {
      pixelRatio = ratio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    },
    draw: (frame) => parts?.draw(frame, pixelRatio),
    dispose: () => {
      canvas.removeEventListener('webglcontextlost', onLost);
      canvas.removeEventListener('webglcontextrestored', onBack);
      // A browser keeps few contexts alive, and lets go of one that nobody refers to only some time later.
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      canvas.remove();
    },
  };
}

/** Program and buffers of a context; undefined where it cannot have them. */
function setUp(gl: WebGL2RenderingContext) {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return undefined;
  gl.useProgram(program);
  const uniform = Object.fromEntries(
    (['middle', 'scale', 'size', 'isDimmed', 'dimmed', 'palette'] as const).map((name) => [name, gl.getUniformLocation(program, name)]),
  ) as Readonly<Record<'middle' | 'scale' | 'size' | 'isDimmed' | 'dimmed' | 'palette', WebGLUniformLocation | null>>;
  const buffer = (target: GLenum) => ({ target, made: gl.createBuffer() });
  const parts = {
    x: buffer(gl.ARRAY_BUFFER),
    y: buffer(gl.ARRAY_BUFFER),
    group: buffer(gl.ARRAY_BUFFER),
    order: buffer(gl.ELEMENT_ARRAY_BUFFER),
  };
  const fill = ({ target, made }: ReturnType<typeof buffer>, data: ArrayBufferView): void => {
    gl.bindBuffer(target, made);
    gl.bufferData(target, data, gl.STATIC_DRAW);
  };
  gl.bindVertexArray(gl.createVertexArray());
  for (const part of Object.values(parts)) gl.bindBuffer(part.target, part.made);
  for (const [location, part] of [parts.x, parts.y, parts.group].entries()) {
    gl.bindBuffer(part.target, part.made);
    gl.enableVertexAttribArray(location);
    if (part === parts.group) gl.vertexAttribIPointer(location, 1, gl.UNSIGNED_SHORT, 0, 0);
    else gl.vertexAttribPointer(location, 1, gl.FLOAT, false, 0, 0);
  }
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
  gl.uniform1i(uniform.palette, 0);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

  return {
    ...parts,
    fill,
    setPalette: ({ palette, dimmed }: PointColours): void => {
      const rows = Math.max(1, Math.ceil(palette.length / PALETTE_ROW));
      const texels = new Uint8Array(4 * PALETTE_ROW * rows);
      palette.forEach((colour, at) => texels.set(colour, 4 * at));
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, PALETTE_ROW, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
      gl.uniform4f(uniform.dimmed, ...(dimmed.map((value) => value / 255) as [number, number, number, number]));
    },
    draw: ({ viewport: { view, size, scale }, ranges, pointSize }: Frame, ratio: number): void => {
      gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(uniform.middle, view.x, view.y);
      gl.uniform2f(uniform.scale, (2 * scale) / size.width, (2 * scale) / size.height);
      gl.uniform1f(uniform.size, pointSize * ratio);
      for (const { from, count, dimmed } of ranges satisfies readonly DrawnRange[]) {
        gl.uniform1i(uniform.isDimmed, Number(dimmed));
        gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 4 * from);
      }
    },
  };
}
