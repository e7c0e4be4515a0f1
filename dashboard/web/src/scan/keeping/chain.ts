/** Every record of a phone names the digest of the one before, so none can be left out, moved or made up later unseen. */
import type { Scan } from '../wire'

/** What the chain holds of a record. The rest may still be told after the scan. */
export type Chained = Pick<Scan, 'id' | 'seq' | 'checkpoint' | 'code' | 'uid' | 'method' | 'time' | 'monotonic_ms'>

export async function sha256(content: string | ArrayBuffer): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Hex. `previous` is the digest of the record before, or the phone's own id for the first. */
export function digestOf(previous: string, record: Chained): Promise<string> {
  const { id, seq, checkpoint, code, uid, method, time, monotonic_ms } = record
  return sha256(`${previous}\n${JSON.stringify([id, seq, checkpoint, code, uid, method, time, monotonic_ms])}`)
}
