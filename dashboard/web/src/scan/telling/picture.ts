/** A photo, small enough for a basement's network. */
const LONGEST = 1600
const QUALITY = 0.8

/** Never larger than it was; both sides whole numbers. */
export function fitted(width: number, height: number, longest = LONGEST): readonly [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/** As a JPEG of at most 1600 px; rejects where the file is no picture. */
export async function smaller(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const [width, height] = fitted(picture.width, picture.height)
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height)
  picture.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
}
