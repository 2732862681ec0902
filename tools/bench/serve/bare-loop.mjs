import { decodePicture } from '@supcon/core/image';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const WARM_UP_MS = 2000;
/** Pictures that go through the encoder together, while the next ones are decoded. */
const BATCH = 16;

/**
 * Decoding and inference with nothing around them: a batch is decoded while the one before is encoded.
 * @param {object} options
 * @param {string} options.encoder an ONNX file that takes `images` [N, S, S, 3]
 * @param {readonly Buffer[]} options.pictures
 * @param {number} options.size S, pixels
 * @param {number} options.seconds
 * @returns {Promise<{ perSecond: number, p50Ms: number, p99Ms: number }>} pictures a second; the times are those of a picture's share of its batch
 */
export async function bareLoop({ encoder, pictures, size, seconds }) {
  const session = await InferenceSession.create(encoder);
  const input = session.inputNames[0] ?? '';
  let next = 0;
  const decode = async () => {
    const decoded = await Promise.all(
      Array.from({ length: BATCH }, () =>
        decodePicture(/** @type {Buffer} */ (pictures[next++ % pictures.length]), { size, decoding: { name: 'lanczos3', version: 2 } }),
      ),
    );
    const pixels = new Float32Array(BATCH * size * size * 3);
    decoded.forEach((picture, n) => pixels.set(picture.pixels, n * size * size * 3));
    return pixels;
  };
  const begin = performance.now() + WARM_UP_MS;
  const end = begin + 1000 * seconds;
  /** @type {number[]} */
  const times = [];
  let ahead = decode();
  for (let started = performance.now(); started < end;) {
    const pixels = await ahead;
    ahead = decode();
    await session.run({ [input]: new Tensor('float32', pixels, [BATCH, size, size, 3]) });
    const now = performance.now();
    if (now >= begin && now < end) times.push((now - started) / BATCH);
    started = now;
  }
  await ahead;
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { perSecond: (BATCH * times.length) / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}
