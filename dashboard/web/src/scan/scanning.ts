/** From a code to a record on the disk, and what the guard is told of it. */
import { shallowRef } from 'vue'
import { checkpointOf, codeIn } from './judging/code'
import { verdict, type Verdict } from './judging/verdict'
import type { Kept } from './keeping/database'
import { alone, FORM_MS, keep, newest, tell, type Word } from './keeping/records'
import { changed, checkpoints, isFixed, phone, proved, round, rounds, walkOf } from './phone'
import { position } from './position'
import { clocks, knownOffset, offsetNow } from './sending/clock'
import { flushNow } from './sending/syncing'
import { ring } from './sounds'
import type { Method, Round } from './wire'

const LOOKED_BACK = 20

/** The last scan, as the page shows it. `failure` is told where the disk refused: then nothing is kept. */
export interface Seen {
  readonly verdict: Verdict
  readonly record: Kept | null
  readonly scan: Scanned
  readonly failure: string
}

export interface Scanned {
  readonly text: string
  readonly method: Method
  readonly uid?: string
}

export const seen = shallowRef<Seen | null>(null)

const why = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error))

async function write(scan: Scanned, code: string | null, checkpoint: string | null, on: Round | undefined): Promise<Kept> {
  const now = clocks()
  return keep({
    checkpoint, code, uid: scan.uid ?? null, method: scan.method, round: on?.id ?? null, who: phone.shift?.who ?? '',
    at: now.wall_ms, monotonic_ms: now.monotonic_ms, offset_ms: offsetNow(await knownOffset(), now), position: position(now.wall_ms),
  })
}

/** The scans before this one count as they are, now that the guard has gone on. */
async function closeBefore(record: Kept): Promise<void> {
  const now = Date.now()
  for (const { state, told_until, seq } of await newest(LOOKED_BACK)) {
    if (seq < record.seq && state === 'kept' && told_until > now) await tell(seq, {}, 0)
  }
}

async function judge(scan: Scanned, code: string | null): Promise<{ verdict: Verdict; record: Kept | null }> {
  if (code === null && !scan.uid) return { verdict: { kind: 'unreadable' }, record: null }
  const checkpoint = await checkpointOf(code ?? scan.uid ?? '', proved.value, checkpoints.value)
  if (checkpoint === null) return { verdict: { kind: 'unproved' }, record: null }
  return alone(async () => {
    const last = await newest(LOOKED_BACK)
    const on = walkOf(checkpoint, Date.now())
    const found = verdict(checkpoint, last, on, on !== null && isFixed(on.round), Date.now())
    if (found.kind === 'duplicate') return { verdict: found, record: last.find((one) => one.seq === found.seq) ?? null }
    return { verdict: found, record: await write(scan, code, checkpoint, on?.round) }
  })
}

/** Takes a scan. When it resolves the record is on the disk, or the page says why it is not. `began` is the tap. */
export async function see(scan: Scanned, began = performance.now()): Promise<Seen> {
  const code = codeIn(scan.text)
  let made: Seen
  try {
    made = { ...(await judge(scan, code)), scan, failure: '' }
  } catch (error) {
    made = { verdict: { kind: 'unreadable' }, record: null, scan, failure: why(error) }
  }
  seen.value = made
  const kept = made.verdict.kind === 'duplicate' ? null : made.record
  if (kept) performance.measure('gatehouse-kept', { start: began })
  ring(kept ? 'kept' : 'wrong')
  if (kept) await closeBefore(kept)
  await changed()
  return made
}

/** After a reload: the scan of which the guard has not said how it is. */
export function resume(): void {
  const [record] = phone.records
  if (!record || record.state !== 'kept' || record.told_until <= Date.now()) return
  const kind = record.checkpoint ? 'good' : 'elsewhere'
  const scan = { text: record.code ?? '', method: record.method }
  seen.value = { verdict: { kind, checkpoint: record.checkpoint ?? '', skipped: [] }, record, scan, failure: '' }
}

/** The guard wants a code kept that this phone cannot check: the gateway will judge it. */
export async function keepAnyway(scan: Scanned): Promise<void> {
  const record = await alone(() => write(scan, codeIn(scan.text), null, round.value ?? undefined))
  await closeBefore(record)
  seen.value = { verdict: { kind: 'elsewhere', checkpoint: '' }, record, scan, failure: '' }
  ring('kept')
  await changed()
}

/** More time to fill in a form. */
export async function hold(record: Kept, word: Word = {}): Promise<void> {
  await tell(record.seq, word, Date.now() + FORM_MS)
  await changed()
}

/** What the guard says of a stop; a record of its own where the scan has been sent already. It is sent at once. */
export async function say(record: Kept, word: Word): Promise<void> {
  try {
    if (!(await tell(record.seq, word, 0))) await sayAnew(record, word)
    seen.value = null
  } catch (error) {
    if (seen.value) seen.value = { ...seen.value, failure: why(error) }
  }
  await changed()
  void flushNow()
}

async function sayAnew(record: Kept, word: Word): Promise<void> {
  const scan = { text: record.code ?? '', method: record.method, uid: record.uid ?? undefined }
  const again = await alone(() => write(scan, record.code, record.checkpoint, rounds.value.find((one) => one.id === record.round)))
  await tell(again.seq, word, 0)
}
