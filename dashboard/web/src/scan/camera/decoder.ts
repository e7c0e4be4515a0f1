/** Reads codes in pictures, beside the page. Its WebAssembly comes from our own gateway, never from elsewhere. */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true }).catch(() => {}) // the first picture says so

/** The first code in it, or null. */
async function read(picture: ImageData): Promise<string | null> {
  const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 })
  return found.find((code) => code.isValid && code.text)?.text ?? null
}

self.onmessage = async ({ data }: MessageEvent<ImageData>) => {
  try {
    self.postMessage({ text: await read(data) })
  } catch (error) {
    self.postMessage({ text: null, failure: error instanceof Error ? error.message : String(error) })
  }
}
