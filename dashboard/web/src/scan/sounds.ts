/** What the guard hears and feels without looking. A browser lets no page sound before the first touch. */
type Sound = 'kept' | 'wrong' | 'call'

/** Tones as [start s, length s, Hz], and how the phone shakes (ms). */
const SOUNDS: Record<Sound, { readonly tones: readonly (readonly [number, number, number])[]; readonly shake: readonly number[] }> = {
  kept: { tones: [[0, 0.08, 880], [0.09, 0.12, 1320]], shake: [60] },
  wrong: { tones: [[0, 0.3, 220]], shake: [80, 60, 80] },
  call: { tones: [[0, 0.2, 660], [0.25, 0.2, 880], [0.5, 0.4, 660]], shake: [300, 150, 300] },
}
let audio: AudioContext | null = null

export function ring(sound: Sound): void {
  const { tones, shake } = SOUNDS[sound]
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([...shake])
  if (typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return
  audio ??= new AudioContext()
  void audio.resume()
  for (const [start, length, frequency] of tones) {
    const from = audio.currentTime + start
    const tone = new OscillatorNode(audio, { type: 'triangle', frequency })
    const volume = new GainNode(audio, { gain: 0.25 })
    volume.gain.setTargetAtTime(0, from + length - 0.04, 0.015)
    tone.connect(volume).connect(audio.destination)
    tone.start(from)
    tone.stop(from + length)
  }
}
