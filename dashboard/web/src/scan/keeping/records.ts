/** Scans on this phone, in the order in which they were made. */
import type { Finding, Method, Position } from '../wire'
import { digestOf } from './chain'
import { database, fact, phoneId, type ChainEnd, type Kept } from './database'

/** So long a scan waits for the guard's word; without one it counts as all in order. */
export const TELL_MS = 10_000
/** While a form is open. After it the scan is sent as it is. */
export const FORM_MS = 600_000
const KEEP_SENT_MS = 24 * 3_600_000
const LOCK = 'gatehouse-scan-records'

/** What is known at the moment of a scan. */
export interface Made {
  readonly checkpoint: string | null
  readonly code: string | null
  readonly uid: string | null
  readonly method: Method
  readonly round: string | null
  readonly who: string
  readonly at: number
  readonly monotonic_ms: number
  readonly offset_ms: number | null
  readonly position: Position | null
}

/** What may be said about a scan after it. */
export interface Word {
  readonly result?: 'ok' | 'abnormal'
  readonly finding?: Finding | null
  readonly checks?: Readonly<Record<string, boolean | number>>
  readonly note?: string
  readonly signed?: boolean
}

/** One at a time, also where the page is open twice. */
export function alone<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LOCK, act) as Promise<T>
}

/** Only to be called `alone`. Once it resolves, the record is on the disk. Rejects where the disk is full. */
export async function keep(made: Made): Promise<Kept> {
  const [phone, last] = await Promise.all([phoneId(), fact('chain')])
  const end: ChainEnd = last ?? { seq: 0, digest: phone }
  const { who, at, ...seen } = made
  const scan = { ...seen, id: crypto.randomUUID(), time: new Date(at).toISOString(), phone, seq: end.seq + 1, previous: end.digest }
  const record: Kept = {
    ...scan, digest: await digestOf(end.digest, scan), result: 'ok', finding: null, checks: {}, note: '', signed: false,
    who, state: 'kept', told_until: at + TELL_MS, refusal: '', taken: null,
  }
  const change = (await database()).transaction(['records', 'facts'], 'readwrite', { durability: 'strict' })
  await Promise.all([
    change.objectStore('records').add(record),
    change.objectStore('facts').put({ seq: record.seq, digest: record.digest } satisfies ChainEnd, 'chain'),
    change.done,
  ])
  return record
}

/** Adds what the guard says; false where the scan has already been sent. Until `told_until` it waits for more. */
export async function tell(seq: number, word: Word, told_until: number): Promise<boolean> {
  const change = (await database()).transaction('records', 'readwrite', { durability: 'strict' })
  const record = await change.store.get(seq)
  const open = record?.state === 'kept'
  if (open) await change.store.put({ ...record, ...word, told_until })
  await change.done
  return open
}

/** The newest first, at most `count`. */
export async function newest(count: number): Promise<Kept[]> {
  const end = await fact('chain')
  if (!end) return []
  return (await (await database()).getAll('records', IDBKeyRange.lowerBound(end.seq - count, true))).reverse()
}

/** In their order. */
export async function waiting(): Promise<Kept[]> {
  const base = await database()
  const found = await Promise.all((['sending', 'kept'] as const).map((state) => base.getAllFromIndex('records', 'state', state)))
  return found.flat().sort((one, other) => one.seq - other.seq)
}

/** The next ones to send, of this person, in their order; from now on nothing can be added to them. */
export async function claim(count: number, who: string, now: number): Promise<Kept[]> {
  const mine = (await waiting()).filter((record) => record.who === who)
  const open = mine.findIndex((record) => record.state === 'kept' && record.told_until > now)
  const due = mine.slice(0, open < 0 ? count : Math.min(open, count))
  const all = (await database()).transaction('records', 'readwrite', { durability: 'strict' })
  const claimed: Kept[] = []
  for (const { seq } of due) {
    const record = await all.store.get(seq)
    if (!record || (record.state === 'kept' && record.told_until > now)) break
    claimed.push({ ...record, state: 'sending' })
    await all.store.put({ ...record, state: 'sending' })
  }
  await all.done
  return claimed
}

export async function refused(): Promise<Kept[]> {
  return (await database()).getAllFromIndex('records', 'state', 'refused')
}

export async function change(records: readonly Kept[]): Promise<void> {
  const all = (await database()).transaction('records', 'readwrite', { durability: 'strict' })
  await Promise.all([...records.map((record) => all.store.put(record)), all.done])
}

/** Forgets what the gateway has had for a day. */
export async function tidy(now: number): Promise<void> {
  const all = (await database()).transaction('records', 'readwrite')
  for (let cursor = await all.store.index('state').openCursor('sent'); cursor; cursor = await cursor.continue()) {
    if (Date.parse(cursor.value.time) < now - KEEP_SENT_MS) await cursor.delete()
  }
  await all.done
}
