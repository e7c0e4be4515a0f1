/** The phone's camera, its lamp, and the codes that come before it. */

export type Blindness = 'refused' | 'none' | 'failed'

export class Blind extends Error {
  constructor(readonly why: Blindness) {
    super(why)
  }
}

const EVERY_MS = 150
const WIDEST = 960
/** The same code goes on lying before the camera after it was read. */
const SAME_MS = 4000

function blindness(error: unknown): Blindness {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'failed'
}

/** The camera that looks away from the guard; Blind where there is none to be had. */
export async function look(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Blind('none')
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 } }, audio: false })
  } catch (error) {
    throw new Blind(blindness(error))
  }
}

const lamp = (stream: MediaStream): MediaStreamTrack | undefined =>
  stream.getVideoTracks().find((track) => (track.getCapabilities?.() as { torch?: boolean } | undefined)?.torch)

export const hasLamp = (stream: MediaStream): boolean => lamp(stream) !== undefined

export async function light(stream: MediaStream, on: boolean): Promise<void> {
  await lamp(stream)?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
}

/** Picture by picture, no faster than the decoder reads, until it is stopped. `failed` is told once. */
export function readCodes(video: HTMLVideoElement, tell: (text: string) => void, failed: (why: string) => void): () => void {
  const decoder = new Worker(new URL('./decoder.ts', import.meta.url), { type: 'module', name: 'decoder' })
  const canvas = new OffscreenCanvas(1, 1)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  let [timer, lastText, lastAt, hasFailed] = [0, '', -Infinity, false]

  const next = (): void => void (timer = window.setTimeout(send, EVERY_MS))
  function send(): void {
    if (!pen || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || document.hidden) return next()
    const scale = Math.min(1, WIDEST / video.videoWidth)
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    pen.drawImage(video, 0, 0, canvas.width, canvas.height)
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height)
    decoder.postMessage(picture, [picture.data.buffer])
  }
  decoder.onmessage = ({ data }: MessageEvent<{ text: string | null; failure?: string }>) => {
    const now = performance.now()
    if (data.failure && !hasFailed) failed(data.failure)
    hasFailed ||= data.failure !== undefined
    if (data.text && (data.text !== lastText || now - lastAt > SAME_MS)) tell(data.text)
    if (data.text) [lastText, lastAt] = [data.text, now]
    next()
  }
  decoder.onerror = () => failed('decoder')
  next()
  return () => {
    window.clearTimeout(timer)
    decoder.terminate()
  }
}
