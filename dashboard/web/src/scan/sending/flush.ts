/** Brings what this phone keeps to the gateway: each in its order, until it has answered. Nothing is forgotten before. */
import { ApiError } from '../../api/client'
import { forgetCall, refuseCall, waitingCalls } from '../keeping/calls'
import { forgetMedia, medium, mediumSent } from '../keeping/media'
import { change, claim } from '../keeping/records'
import type { Kept, Medium } from '../keeping/database'
import type { Scan, Taken } from '../wire'

export const BATCH = 50
const LOCK = 'gatehouse-scan-flush'

/** The gateway, as far as it is needed here. Every call rejects with an ApiError. */
export interface Door {
  /** The account that is signed in; null for nobody. */
  who(): Promise<string | null>
  scans(scans: readonly Scan[]): Promise<readonly Taken[]>
  medium(medium: Medium): Promise<unknown>
  call(path: string, body: Record<string, unknown>): Promise<unknown>
}

/**
 * done        nothing of this person's is left that is due
 * away        the gateway did not answer, or cannot keep anything now: all stays
 * signed_out  nobody is signed in: all stays
 */
export type Outcome = 'done' | 'away' | 'signed_out'

class Stopped extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome)
  }
}

/** What the gateway will never take, as opposed to what it cannot take now. */
function isRefused(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) throw error
  if (error.status === 401) throw new Stopped('signed_out')
  if (error.status === 0 || error.status >= 500 || error.status === 408 || error.status === 429) throw new Stopped('away')
  return true
}

async function sayCalls(door: Door, who: string): Promise<void> {
  for (const call of (await waitingCalls()).filter((one) => one.who === who)) {
    try {
      await door.call(call.path, call.body)
      await forgetCall(call)
    } catch (error) {
      if (isRefused(error)) await refuseCall(call, error.message)
    }
  }
}

const mediaOf = (record: Kept): readonly string[] => record.finding?.media ?? []

/** The photos that a scan names go before it. One that is refused is no longer named, and the note says so. */
async function sendMedia(door: Door, record: Kept): Promise<Kept> {
  const gone: string[] = []
  for (const digest of mediaOf(record)) {
    const kept = await medium(digest)
    if (kept?.sent) continue
    try {
      if (kept) await door.medium(kept)
      if (kept) await mediumSent(digest)
      else gone.push(digest)
    } catch (error) {
      if (isRefused(error)) gone.push(digest)
    }
  }
  if (!record.finding || gone.length === 0) return record
  const media = record.finding.media.filter((digest) => !gone.includes(digest))
  return { ...record, finding: { ...record.finding, media, note: `${record.finding.note} [-${gone.length}]`.trim() } }
}

/** A record as it is sent: without what only this phone needs. */
export function scanOf(record: Kept): Scan {
  const { who: _who, state: _state, told_until: _until, refusal: _refusal, taken: _taken, ...scan } = record
  return scan
}

/** Which of the batch the gateway means; the whole batch where it does not say. */
function meant(error: ApiError, batch: readonly Kept[]): readonly Kept[] {
  const place = /(?:^|\.)(\d+)(?:\.|$)/.exec(error.field ?? '')
  const one = place && batch[Number(place[1])]
  return one ? [one] : batch.length === 1 ? batch : []
}

const setAside = (record: Kept, error: ApiError): Kept => ({
  ...record, state: 'refused', refusal: error.field ? `${error.message} (${error.field.replace(/^\d+\./, '')})` : error.message,
})

/** All of the batch: those that are refused are set aside, and the others go on. */
async function sendBatch(door: Door, batch: readonly Kept[]): Promise<void> {
  if (batch.length === 0) return
  try {
    const answers = new Map((await door.scans(batch.map(scanOf))).map((taken) => [taken.id, taken]))
    await change(batch.map((record) => ({ ...record, state: 'sent', taken: answers.get(record.id) ?? null })))
    await forgetMedia(batch.flatMap(mediaOf))
  } catch (error) {
    if (!isRefused(error)) return
    const bad = meant(error, batch)
    await change(bad.map((record) => setAside(record, error)))
    const rest = batch.filter((record) => !bad.includes(record))
    if (bad.length > 0) return sendBatch(door, rest)
    const half = Math.ceil(batch.length / 2)
    await sendBatch(door, batch.slice(0, half))
    await sendBatch(door, batch.slice(half))
  }
}

async function sendAll(door: Door, now: () => number): Promise<Outcome> {
  try {
    const who = await door.who()
    if (who === null) return 'signed_out'
    await sayCalls(door, who)
    for (let batch = await claim(BATCH, who, now()); batch.length > 0; batch = await claim(BATCH, who, now())) {
      const ready: Kept[] = []
      for (const record of batch) ready.push(await sendMedia(door, record))
      await sendBatch(door, ready)
    }
    return 'done'
  } catch (error) {
    if (error instanceof Stopped) return error.outcome
    if (error instanceof ApiError) return error.status === 401 ? 'signed_out' : 'away'
    throw error
  }
}

/** Sends what is due; null where the page or its service worker is at it already. */
export async function flush(door: Door, now: () => number = Date.now): Promise<Outcome | null> {
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll(door, now) : null))
}
