// A photo made small enough to be kept by the hundred: a JPEG of at most 200 KB, without where and when it was taken.
// @ts-check

export const PHOTO_BYTES = 200 * 1024;
const SIDE = 1600;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
const SMALLEST = 320;

/** @param {Blob} blob @returns {Promise<string>} */
const dataUrl = (blob) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(String(reader.result));
  reader.onerror = () => fail(reader.error);
  reader.readAsDataURL(blob);
});

/** @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob | null>} */
const jpeg = (canvas, quality) => new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });

/** @param {HTMLImageElement} image @param {number} side @returns {HTMLCanvasElement} */
function drawn(image, side) {
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {Blob} file @returns {Promise<string>} base64 of the JPEG; rejects where the file is no picture that the browser reads */
export async function shrink(file) {
  const image = new Image();
  image.src = await dataUrl(file);
  await image.decode();
  for (let side = SIDE; side >= SMALLEST; side *= 0.75) {
    const canvas = drawn(image, side);
    for (const quality of QUALITIES) {
      const blob = await jpeg(canvas, quality);
      if (blob && blob.size <= PHOTO_BYTES) return (await dataUrl(blob)).split(",")[1];
    }
  }
  throw new Error("too large");
}

/** @param {string} base64 @returns {string} what an image shows */
export const source = (base64) => `data:image/jpeg;base64,${base64}`;
