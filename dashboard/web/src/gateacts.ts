/** What a person does at a gate: opening it, putting a plate right, taking a visitor's pass. Each is asked for first and then done. */
import { shallowRef } from 'vue'
import { attempt, tell } from './acts'
import { api } from './api/client'
import type { Gate, Passage } from './api/types'
import { isStanding } from './gates'
import { decisionWord, outcomeWord, reasonWord } from './i18n/parts/gates'

export interface Asked {
  readonly act: 'open' | 'correct' | 'pass'
  /** Its id; a passage may be of a gate that the site no longer has. */
  readonly gate: string
  readonly passage: Passage | null
}

/** The answer comes when the arm has been seen up, or has not within its time. */
const TIME_OUT_MS = 20_000

/** What came of it, in a line. */
function say(passage: Passage): string {
  const outcome = passage.outcome === 'none' ? [] : [outcomeWord(passage.outcome)]
  return [passage.plate || passage.seen, decisionWord(passage.decision), reasonWord(passage.reason), ...outcome].filter(Boolean).join(' · ')
}

export function useGateActs() {
  const asked = shallowRef<Asked | null>(null)

  /** The dialog goes at once: on the gate it is seen that the barrier has been ordered, and below what came of it. */
  async function done(path: string, body: unknown): Promise<void> {
    asked.value = null
    await attempt(async () => {
      const passage = await api.post<Passage>(path, body, TIME_OUT_MS)
      tell({ text: say(passage), failed: passage.outcome === 'failed', undo: null })
    })
  }

  return {
    asked,
    close: (): void => void (asked.value = null),
    /** A vehicle that is no longer there is not let through once more: then it is opened for nobody in particular. */
    askOpen: (gate: Gate['id'], passage: Passage | null, now: number): void =>
      void (asked.value = { act: 'open', gate, passage: passage && isStanding(passage, now) ? passage : null }),
    askCorrect: (passage: Passage): void => void (asked.value = { act: 'correct', gate: passage.gate, passage }),
    askPass: (gate: Gate['id']): void => void (asked.value = { act: 'pass', gate, passage: null }),
    showPass: ({ gate }: Asked, code: string): Promise<void> => done(`/gates/${gate}/pass`, { code }),
    open: ({ gate, passage }: Asked, note: string): Promise<void> => done(`/gates/${gate}/open`, { passage: passage?.id ?? null, note }),
    correct: (passage: Passage, plate: string): Promise<void> => done(`/gates/passages/${passage.id}/correct`, { plate }),
  }
}
