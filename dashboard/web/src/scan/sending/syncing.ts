/** When the phone talks to the gateway: at a change, when the network or the page comes back, and every 15 seconds. */
import { ApiError } from '../../api/client'
import { session } from '../../session'
import { keepCall, PANIC } from '../keeping/calls'
import { fact, phoneId, setFact } from '../keeping/database'
import { tidy, waiting } from '../keeping/records'
import { changed, dispatches, phone, waitingCount } from '../phone'
import { ring } from '../sounds'
import type { DispatchStep, Position, Round, Synced } from '../wire'
import { clocks, rememberOffset } from './clock'
import { door, startShift, syncShift } from './door'
import { flush } from './flush'

const EVERY_MS = 15_000

/** Rounds as the gateway told them last, by their own order; those that it does not mention stay. */
function merged(known: readonly Round[], told: readonly Round[]): readonly Round[] {
  const all = new Map(known.map((round) => [round.id, round]))
  for (const round of told) all.set(round.id, round)
  return [...all.values()]
}

async function take(synced: Synced): Promise<void> {
  const shift = await fact('shift')
  if (!shift) return
  const known = new Set(dispatches.value.map((one) => one.id))
  if (synced.dispatches.some((one) => one.state === 'sent' && !known.has(one.id))) ring('call')
  await setFact('shift', { ...shift, rounds: merged(shift.rounds, synced.rounds), dispatches: synced.dispatches })
}

async function sync(): Promise<void> {
  const shift = await fact('shift')
  if (!shift) return
  const asked = clocks()
  try {
    const synced = await syncShift(await phoneId(), (await waiting()).length, shift.id)
    await rememberOffset(synced.server_time, asked)
    await take(synced)
    phone.link = 'up'
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    phone.link = error.status === 401 ? 'signed_out' : 'away'
  }
}

/** The worker goes on where the browser lets it, once the page is closed. */
async function askWorker(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration('/scan')
  const background = (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync
  await background?.register('gatehouse-scan').catch(() => {})
}

/** Sends what is due and asks what is new. */
export async function flushNow(): Promise<void> {
  if (waitingCount.value > 0) {
    const outcome = await flush(door)
    if (outcome === 'signed_out' || outcome === 'away') phone.link = outcome
    if (outcome === 'away') await askWorker()
    if (outcome === 'done') phone.link = 'up'
    if (outcome && outcome !== 'done') return changed()
  }
  await sync()
  await changed()
}

/** Starts a shift: the one thing that needs the network. */
export async function begin(): Promise<void> {
  const asked = clocks()
  const shift = await startShift(await phoneId())
  await rememberOffset(shift.server_time, asked)
  await setFact('shift', shift)
  await tidy(Date.now())
  phone.link = 'up'
  await changed()
}

export async function end(): Promise<void> {
  if (!phone.shift) return
  await keepCall(`/patrol/shifts/${phone.shift.id}/end`, {}, phone.shift.who)
  await setFact('shift', undefined)
  await setFact('round', undefined)
  await changed()
  await flushNow()
}

/** Kept, and said at once beside whatever is being sent; the flush says it again, which is harmless. */
export async function panic(position: Position | null): Promise<void> {
  const body = { id: crypto.randomUUID(), phone: await phoneId(), position }
  await keepCall(PANIC, body, phone.shift?.who ?? session.value?.name ?? '')
  await changed()
  await door.call(PANIC, body).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })
  await flushNow()
}

/** Shown at once; said as soon as the gateway listens. */
export async function answer(dispatch: string, state: DispatchStep, text: string): Promise<void> {
  const shift = await fact('shift')
  if (!shift) return
  await keepCall(`/patrol/dispatches/${encodeURIComponent(dispatch)}/answer`, { state, text }, shift.who)
  await setFact('shift', { ...shift, dispatches: shift.dispatches.map((one) => (one.id === dispatch ? { ...one, state } : one)) })
  await changed()
  await flushNow()
}

export function keepSyncing(): () => void {
  const now = (): void => void (document.visibilityState === 'visible' && flushNow())
  const timer = window.setInterval(now, EVERY_MS)
  window.addEventListener('online', now)
  document.addEventListener('visibilitychange', now)
  now()
  return () => {
    window.clearInterval(timer)
    window.removeEventListener('online', now)
    document.removeEventListener('visibilitychange', now)
  }
}
