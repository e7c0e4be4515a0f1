/** The alarm's sound: what should be heard, and the tones themselves. Silencing is not acknowledging. */
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'

export type Signal = 'fire' | 'critical' | 'breach'

/** Something that calls for a sound until it is dealt with or silenced; `id` tells it from others of its sort. */
export interface Cause {
  readonly id: string
  readonly signal: Signal
}

const RANK: readonly Signal[] = ['fire', 'critical', 'breach']

/** The gravest signal among the causes that nobody has silenced. */
export function loudest(causes: readonly Cause[], silenced: ReadonlySet<string>): Signal | null {
  const heard = causes.filter((cause) => !silenced.has(cause.id)).map((cause) => cause.signal)
  return RANK.find((signal) => heard.includes(signal)) ?? null
}

/** Tones as [start s, length s, Hz], and how often the whole is repeated. */
const PATTERNS: Record<Signal, { readonly every: number; readonly tones: readonly (readonly [number, number, number])[] }> = {
  fire: { every: 1500, tones: [[0, 0.6, 660], [0.65, 0.6, 990]] },
  critical: { every: 2500, tones: [[0, 0.15, 880], [0.2, 0.15, 880], [0.4, 0.3, 1175]] },
  breach: { every: 5000, tones: [[0, 0.25, 587], [0.35, 0.25, 440]] },
}

function play(audio: AudioContext, signal: Signal): void {
  for (const [start, length, hz] of PATTERNS[signal].tones) {
    const tone = new OscillatorNode(audio, { type: 'triangle', frequency: hz })
    const volume = new GainNode(audio, { gain: 0 })
    const from = audio.currentTime + start
    volume.gain.setTargetAtTime(0.3, from, 0.01)
    volume.gain.setTargetAtTime(0, from + length - 0.05, 0.02)
    tone.connect(volume).connect(audio.destination)
    tone.start(from)
    tone.stop(from + length + 0.1)
  }
}

export type SoundState = 'ready' | 'sounding' | 'silenced' | 'blocked'

export interface Sound {
  readonly state: ComputedRef<SoundState>
  silence(): void
  /** To be called from a click: browsers let no page sound before one. */
  allow(): Promise<void>
}

/** Sounds for `causes` until they go or are silenced. */
export function useSound(causes: ComputedRef<readonly Cause[]>): Sound {
  const audio = new AudioContext()
  const running = ref(audio.state === 'running')
  const silenced = shallowRef<ReadonlySet<string>>(new Set())
  const signal = computed(() => loudest(causes.value, silenced.value))
  let timer = 0

  audio.onstatechange = () => (running.value = audio.state === 'running')

  watch(
    [signal, running],
    ([wanted, able]) => {
      window.clearInterval(timer)
      if (!wanted || !able) return
      play(audio, wanted)
      timer = window.setInterval(() => play(audio, wanted), PATTERNS[wanted].every)
    },
    { immediate: true },
  )

  return {
    state: computed(() => {
      if (!running.value) return 'blocked'
      if (signal.value) return 'sounding'
      return causes.value.length > 0 ? 'silenced' : 'ready'
    }),
    silence: () => (silenced.value = new Set(causes.value.map((cause) => cause.id))),
    allow: () => audio.resume(),
  }
}
