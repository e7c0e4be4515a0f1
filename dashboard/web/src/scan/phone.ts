/** What the page knows: the one store of it. It is read anew from the disk whenever this page or its worker changes that. */
import { computed, shallowReactive, shallowRef } from 'vue'
import { refusedCalls, waitingCalls } from './keeping/calls'
import { fact, setFact, type Call, type Kept } from './keeping/database'
import { newest, refused, waiting } from './keeping/records'
import { provedBy } from './judging/code'
import { choices, current, roundFor, walk, type Walk } from './judging/rounds'
import type { Checkpoint, Dispatch, Round, Shift } from './wire'

/** Enough for a shift: what the page looks through to see what of a round is done. */
const LOOKED_THROUGH = 500
const CHANNEL = 'gatehouse-scan'

export type Link = 'up' | 'away' | 'signed_out'

interface Phone {
  loaded: boolean
  shift: Shift | null
  records: readonly Kept[]
  waiting: readonly Kept[]
  refused: readonly (Kept | Call)[]
  calls: readonly Call[]
  chosen: string | null
  link: Link
  now: number
}

export const phone: Phone = shallowReactive({
  loaded: false, shift: null, records: [], waiting: [], refused: [], calls: [], chosen: null, link: 'away', now: Date.now(),
})
export const rounds = computed<readonly Round[]>(() => phone.shift?.rounds ?? [])
export const dispatches = computed<readonly Dispatch[]>(() => phone.shift?.dispatches ?? [])
export const checkpoints = computed<ReadonlyMap<string, Checkpoint>>(
  () => new Map((phone.shift?.checkpoints ?? []).map((one) => [one.id, one] as const)),
)
export const proved = computed(() => provedBy(phone.shift?.proofs ?? {}))
export const roundChoices = computed(() => choices(rounds.value, phone.now))
export const round = computed(() => current(rounds.value, phone.records, phone.now, phone.chosen, phone.shift?.who ?? ''))
export const walking = computed(() => (round.value ? walk(round.value, phone.records, phone.now) : null))
export const waitingCount = computed(() => phone.waiting.length + phone.calls.length)

/** What a scan of this checkpoint is a part of. */
export function walkOf(checkpoint: string, now: number): Walk | null {
  const found = roundFor(checkpoint, round.value, rounds.value, phone.records, now)
  return found ? walk(found, phone.records, now) : null
}

export function isFixed(of: Round): boolean {
  return phone.shift?.routes.find((route) => route.id === of.route)?.order === 'fixed'
}

const channel = new BroadcastChannel(CHANNEL)
/** A scan that was opened by an address before there was a shift. */
export const early = shallowRef<string | null>(null)

export async function readAnew(): Promise<void> {
  const [shift, records, left, aside, calls, asideCalls, chosen] = await Promise.all([
    fact('shift'), newest(LOOKED_THROUGH), waiting(), refused(), waitingCalls(), refusedCalls(), fact('round'),
  ])
  Object.assign(phone, { shift: shift ?? null, records, waiting: left, calls, refused: [...aside, ...asideCalls], chosen: chosen ?? null })
  phone.loaded = true
}

/** After every change of what is kept: the page may be open twice. */
export async function changed(): Promise<void> {
  channel.postMessage('changed')
  await readAnew()
}

export async function choose(id: string): Promise<void> {
  await setFact('round', id)
  await changed()
}

/** Follows the clock, and what other pages and the worker do. */
export function follow(): () => void {
  channel.onmessage = () => void readAnew()
  const clock = window.setInterval(() => (phone.now = Date.now()), 1000)
  return () => {
    window.clearInterval(clock)
    channel.onmessage = null
  }
}
