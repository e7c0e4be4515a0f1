// @vitest-environment node
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { keepCall, PANIC, waitingCalls } from '../../src/scan/keeping/calls'
import { digestOf } from '../../src/scan/keeping/chain'
import { forgetDatabase, phoneId } from '../../src/scan/keeping/database'
import { forgetMedia, keepMedium, medium } from '../../src/scan/keeping/media'
import { alone, change, claim, keep, newest, tell, TELL_MS, tidy, waiting } from '../../src/scan/keeping/records'
import { AT, made } from './specimens'

const LATER = AT + TELL_MS + 1

beforeEach(async () => {
  await forgetDatabase()
  globalThis.indexedDB = new IDBFactory()
})

describe('records', () => {
  it('follow from each other, from the phone on', async () => {
    for (const name of ['a', 'b', 'c']) await keep(made(name))
    const kept = (await newest(10)).reverse()
    expect(kept.map((one) => [one.seq, one.checkpoint])).toEqual([[1, 'a'], [2, 'b'], [3, 'c']])
    expect(kept[0]?.previous).toBe(await phoneId())
    for (const [index, one] of kept.entries()) {
      expect(one.digest).toBe(await digestOf(one.previous, one))
      if (index > 0) expect(one.previous).toBe(kept[index - 1]?.digest)
    }
    expect(new Set(kept.map((one) => one.id)).size).toBe(3)
    expect(kept[0]?.time).toBe('2026-01-31T08:00:00.000Z')
  })

  it('outlive the page, and so does the chain', async () => {
    const first = await keep(made('a'))
    await forgetDatabase()
    const second = await keep(made('b'))
    expect([second.seq, second.previous]).toEqual([2, first.digest])
  })

  it('have one chain, also where two are made at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => alone(() => keep(made(`c${index}`)))))
    const kept = (await newest(50)).reverse()
    expect(kept.map((one) => one.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    kept.slice(1).forEach((one, index) => expect(one.previous).toBe(kept[index]?.digest))
  })

  it('are the newest first, and no more than were asked for', async () => {
    for (const name of ['a', 'b', 'c']) await keep(made(name))
    expect((await newest(2)).map((one) => one.checkpoint)).toEqual(['c', 'b'])
  })

  it('wait for the guard to speak, and no later one goes before', async () => {
    await keep(made('a'))
    await keep(made('b'))
    expect(await claim(50, 'li', AT + 1)).toEqual([])
    await tell(2, {}, 0)
    expect(await claim(50, 'li', AT + 1)).toEqual([])
    await tell(1, { result: 'abnormal', note: 'wet' }, 0)
    const claimed = await claim(50, 'li', AT + 1)
    expect(claimed.map((one) => [one.seq, one.note, one.state])).toEqual([[1, 'wet', 'sending'], [2, '', 'sending']])
  })

  it('go by themselves once nobody has said anything', async () => {
    await keep(made('a'))
    expect((await claim(50, 'li', LATER)).map((one) => one.result)).toEqual(['ok'])
  })

  it('are not changed once they are being sent', async () => {
    await keep(made('a'))
    await claim(50, 'li', LATER)
    expect(await tell(1, { note: 'too late' }, 0)).toBe(false)
    expect((await newest(1))[0]?.note).toBe('')
    expect((await claim(50, 'li', AT)).map((one) => one.seq)).toEqual([1]) // a page that was killed goes on
  })

  it('of another guard are not sent under this name', async () => {
    await keep(made('a', { who: 'wu' }))
    await keep(made('b'))
    expect((await claim(50, 'li', LATER)).map((one) => one.who)).toEqual(['li'])
    expect((await waiting()).map((one) => one.who)).toEqual(['wu', 'li'])
  })

  it('are taken in batches', async () => {
    for (let index = 0; index < 5; index++) await keep(made(`c${index}`))
    expect((await claim(2, 'li', LATER)).map((one) => one.seq)).toEqual([1, 2])
  })

  it('are forgotten a day after they were sent, and not before', async () => {
    await keep(made('a'))
    await keep(made('b'))
    const [second, first] = await newest(2)
    await change([{ ...first!, state: 'sent' }])
    await tidy(AT + 23 * 3_600_000)
    expect(await newest(5)).toHaveLength(2)
    await tidy(AT + 25 * 3_600_000)
    expect((await newest(5)).map((one) => one.seq)).toEqual([second?.seq])
    expect((await keep(made('c'))).seq).toBe(3)
  })
})

describe('media', () => {
  it('lie under their digest, without the codec in their type', async () => {
    const digest = await keepMedium(new Blob(['abc'], { type: 'audio/webm;codecs=opus' }))
    expect(digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await medium(digest)).toMatchObject({ type: 'audio/webm', sent: false })
    await forgetMedia([digest])
    expect(await medium(digest)).toBeUndefined()
  })
})

describe('calls', () => {
  it('come in their order, but for a panic', async () => {
    await keepCall('/a', {}, 'li')
    await keepCall('/b', {}, 'li')
    await keepCall(PANIC, { id: '1' }, 'li')
    expect((await waitingCalls()).map((call) => call.path)).toEqual([PANIC, '/a', '/b'])
  })
})
