/** What the guard says instead of typing. */
const TYPES = ['audio/webm', 'audio/mp4', 'audio/ogg']
export const LONGEST_S = 60

export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && !!navigator.mediaDevices?.getUserMedia

export interface Recording {
  /** Ends it and gives what was said. */
  stop(): Promise<Blob>
}

/** Rejects where the guard refuses the microphone. Ends by itself after a minute. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one))
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 24_000 })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const ended = new Promise<Blob>((resolve) => {
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop())
      resolve(new Blob(parts, { type: (recorder.mimeType || type || TYPES[0] as string).split(';')[0] }))
    }
  })
  const timer = window.setTimeout(() => recorder.state === 'recording' && recorder.stop(), LONGEST_S * 1000)
  recorder.start()
  return {
    stop() {
      window.clearTimeout(timer)
      if (recorder.state === 'recording') recorder.stop()
      return ended
    },
  }
}
