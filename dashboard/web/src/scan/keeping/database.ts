/** What this phone keeps, until the gateway has it. It outlives reloads, restarts and days without a network. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Scan, Shift, Taken } from '../wire'

/**
 * A scan on this phone.
 *
 * who         whose it is: nobody else's sign-in may send it
 * state       kept, then being sent, until the gateway has answered; refused ones stay where the guard sees them
 * told_until  the guard is still saying what is there: not to be sent before this moment
 */
export interface Kept extends Scan {
  who: string
  state: 'kept' | 'sending' | 'sent' | 'refused'
  told_until: number
  refusal: string
  taken: Taken | null
}

/** A photo or a recording. Bytes, since not every browser keeps a Blob. */
export interface Medium {
  digest: string
  type: string
  bytes: ArrayBuffer
  sent: boolean
}

/** Any other word to the gateway that must not be lost: a panic, the answer to a dispatch. */
export interface Call {
  key?: number
  path: string
  body: Record<string, unknown>
  who: string
  refusal: string
}

/** The gateway's clock minus the phone's, and what both of the phone's clocks said then; `origin_ms` tells one page from another. */
export interface Offset {
  offset_ms: number
  wall_ms: number
  monotonic_ms: number
  origin_ms: number
}

export interface ChainEnd {
  seq: number
  digest: string
}

interface Facts {
  phone: string
  shift: Shift
  chain: ChainEnd
  offset: Offset
  round: string
}

interface Tables extends DBSchema {
  records: { key: number; value: Kept; indexes: { state: string } }
  media: { key: string; value: Medium }
  calls: { key: number; value: Call }
  facts: { key: string; value: Facts[keyof Facts] }
}

export type Database = IDBPDatabase<Tables>
let opened: Promise<Database> | null = null

export function database(): Promise<Database> {
  opened ??= openDB<Tables>('gatehouse-scan', 1, {
    upgrade(made) {
      made.createObjectStore('records', { keyPath: 'seq' }).createIndex('state', 'state')
      made.createObjectStore('media', { keyPath: 'digest' })
      made.createObjectStore('calls', { keyPath: 'key', autoIncrement: true })
      made.createObjectStore('facts')
    },
    terminated: () => (opened = null),
  })
  return opened
}

export async function fact<Name extends keyof Facts>(name: Name): Promise<Facts[Name] | undefined> {
  return (await (await database()).get('facts', name)) as Facts[Name] | undefined
}

export async function setFact<Name extends keyof Facts>(name: Name, value: Facts[Name] | undefined): Promise<void> {
  const base = await database()
  if (value === undefined) await base.delete('facts', name)
  else await base.put('facts', value, name)
}

/** This phone's name: made once, the beginning of its chain. */
export async function phoneId(): Promise<string> {
  const known = await fact('phone')
  if (known) return known
  await setFact('phone', crypto.randomUUID())
  return (await fact('phone')) as string
}

/** Closes it, for whoever deletes it next. */
export async function forgetDatabase(): Promise<void> {
  ;(await opened)?.close()
  opened = null
}
