// @vitest-environment node
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../src/api/client'
import { keepCall, PANIC, refusedCalls, waitingCalls } from '../../src/scan/keeping/calls'
import { forgetDatabase } from '../../src/scan/keeping/database'
import { keepMedium, medium } from '../../src/scan/keeping/media'
import { keep, newest, refused, tell, waiting } from '../../src/scan/keeping/records'
import { BATCH, flush, type Door } from '../../src/scan/sending/flush'
import type { Scan, Taken } from '../../src/scan/wire'
import { AT, made } from './specimens'

const LATER = (): number => AT + 3_600_000
const AWAY = new ApiError(0, 'unreachable', 'no network')

/** A gateway that keeps what it is told, once, and refuses what `refuse` says. */
class Gateway implements Door {
  readonly kept = new Map<string, Scan>()
  readonly said: string[] = []
  who_: string | null = 'li'
  refuse: (scans: readonly Scan[]) => ApiError | null = () => null
  refuseMedium: ApiError | null = null
  refuseCall: ApiError | null = null
  losesAnswer = false

  async who(): Promise<string | null> {
    return this.who_
  }
  async scans(scans: readonly Scan[]): Promise<readonly Taken[]> {
    this.said.push(`scans ${scans.length}`)
    const error = this.refuse(scans)
    if (error) throw error
    for (const scan of scans) this.kept.set(scan.id, scan)
    if (this.losesAnswer) throw AWAY
    return scans.map(({ id, checkpoint }) => ({ id, checkpoint: checkpoint ?? '', round: null, flags: [], incident: null, ticket: null }))
  }
  async medium({ digest }: { digest: string }): Promise<void> {
    if (this.refuseMedium) throw this.refuseMedium
    this.said.push(`medium ${digest.slice(0, 4)}`)
  }
  async call(path: string): Promise<void> {
    if (this.refuseCall) throw this.refuseCall
    this.said.push(path)
  }
}

let gateway: Gateway
beforeEach(async () => {
  await forgetDatabase()
  globalThis.indexedDB = new IDBFactory()
  gateway = new Gateway()
})

const many = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await keep(made(`c${index}`))
}
const seqs = (): number[] => [...gateway.kept.values()].map((scan) => scan.seq)

describe('what waits', () => {
  it('is sent in its order, in batches', async () => {
    await many(2 * BATCH + 3)
    expect(await flush(gateway, LATER)).toBe('done')
    expect(seqs()).toEqual(Array.from({ length: 2 * BATCH + 3 }, (_, index) => index + 1))
    expect(gateway.said).toEqual([`scans ${BATCH}`, `scans ${BATCH}`, 'scans 3'])
    expect(await waiting()).toEqual([])
    expect((await newest(1))[0]).toMatchObject({ state: 'sent', taken: { flags: [] } })
  })

  it('holds nothing that only the phone knows', async () => {
    await many(1)
    await flush(gateway, LATER)
    expect(Object.keys([...gateway.kept.values()][0]!)).not.toEqual(expect.arrayContaining(['who']))
    expect([...gateway.kept.values()][0]).not.toHaveProperty('state')
  })

  it.each([0, 500, 503, 408, 429])('stays where the gateway answers %i', async (status) => {
    await many(3)
    gateway.refuse = () => new ApiError(status, 'x', 'x')
    expect(await flush(gateway, LATER)).toBe('away')
    expect(await waiting()).toHaveLength(3)
    gateway.refuse = () => null
    expect(await flush(gateway, LATER)).toBe('done')
    expect(seqs()).toEqual([1, 2, 3])
  })

  it('stays where nobody is signed in, or another', async () => {
    await many(2)
    gateway.who_ = null
    expect(await flush(gateway, LATER)).toBe('signed_out')
    gateway.who_ = 'wu'
    expect(await flush(gateway, LATER)).toBe('done')
    expect(await waiting()).toHaveLength(2)
    gateway.who_ = 'li'
    gateway.refuse = () => new ApiError(401, 'x', 'x')
    expect(await flush(gateway, LATER)).toBe('signed_out')
    expect(await waiting()).toHaveLength(2)
    expect(gateway.kept.size).toBe(0)
  })

  it('is sent again with the same ids where the answer was lost', async () => {
    await many(3)
    gateway.losesAnswer = true
    expect(await flush(gateway, LATER)).toBe('away')
    gateway.losesAnswer = false
    expect(await flush(gateway, LATER)).toBe('done')
    expect(gateway.said).toEqual(['scans 3', 'scans 3'])
    expect(gateway.kept.size).toBe(3)
  })

  it('goes on without the one that is refused', async () => {
    await many(5)
    gateway.refuse = (scans) => {
      const at = scans.findIndex((scan) => scan.checkpoint === 'c2')
      return at < 0 ? null : new ApiError(422, 'invalid', 'no such day', `${at}.time`)
    }
    expect(await flush(gateway, LATER)).toBe('done')
    expect(seqs()).toEqual([1, 2, 4, 5])
    expect((await refused()).map((one) => [one.checkpoint, one.refusal])).toEqual([['c2', 'no such day (time)']])
  })

  it('is halved until the one that is refused is found, where the gateway does not say which', async () => {
    await many(7)
    gateway.refuse = (scans) => (scans.some((scan) => scan.seq === 5) ? new ApiError(413, 'too_large', 'too large') : null)
    expect(await flush(gateway, LATER)).toBe('done')
    expect(seqs()).toEqual([1, 2, 3, 4, 6, 7])
    expect((await refused()).map((one) => one.seq)).toEqual([5])
  })

  it('sends photos before the scan that names them, and forgets them after it', async () => {
    await many(1)
    const digest = await keepMedium(new Blob(['abc'], { type: 'image/jpeg' }))
    await tell(1, { result: 'abnormal', finding: { kind: 'leak', note: '', media: [digest] } }, 0)
    await flush(gateway, LATER)
    expect(gateway.said).toEqual(['medium ba78', 'scans 1'])
    expect([...gateway.kept.values()][0]?.finding?.media).toEqual([digest])
    expect(await medium(digest)).toBeUndefined()
  })

  it('does without a photo that is refused, and says so', async () => {
    await many(1)
    const digest = await keepMedium(new Blob(['abc'], { type: 'image/jpeg' }))
    await tell(1, { result: 'abnormal', finding: { kind: 'leak', note: 'wet', media: [digest] } }, 0)
    gateway.refuseMedium = new ApiError(503, 'x', 'x')
    expect(await flush(gateway, LATER)).toBe('away')
    gateway.refuseMedium = new ApiError(422, 'x', 'x')
    expect(await flush(gateway, LATER)).toBe('done')
    expect([...gateway.kept.values()][0]?.finding).toMatchObject({ media: [], note: 'wet [-1]' })
  })

  it('calls for help before all else', async () => {
    await many(1)
    await keepCall('/patrol/dispatches/1/answer', { state: 'done' }, 'li')
    await keepCall(PANIC, { id: '1' }, 'li')
    await flush(gateway, LATER)
    expect(gateway.said).toEqual([PANIC, '/patrol/dispatches/1/answer', 'scans 1'])
    expect(await waitingCalls()).toEqual([])
  })

  it('sets a call aside that is refused, and keeps one that is not heard', async () => {
    await keepCall('/a', {}, 'li')
    gateway.refuseCall = AWAY
    expect(await flush(gateway, LATER)).toBe('away')
    expect(await waitingCalls()).toHaveLength(1)
    gateway.refuseCall = new ApiError(409, 'conflict', 'taken by another')
    expect(await flush(gateway, LATER)).toBe('done')
    expect((await refusedCalls()).map((call) => call.refusal)).toEqual(['taken by another'])
  })

  it('is sent by one at a time', async () => {
    await many(10)
    const both = await Promise.all([flush(gateway, LATER), flush(gateway, LATER)])
    expect(both).toEqual(['done', null])
    expect(gateway.said).toEqual(['scans 10'])
  })
})
