import { describe, expect, it } from 'vitest'
import { checkpointOf, codeIn, provedBy } from '../../src/scan/judging/code'
import { current, roundFor, walk } from '../../src/scan/judging/rounds'
import { verdict } from '../../src/scan/judging/verdict'
import { sha256 } from '../../src/scan/keeping/chain'
import type { Checkpoint } from '../../src/scan/wire'
import { aRecord, aRound, AT } from './specimens'

const SIGNED = 'gate-post.1.ABCDEFGHIJKLMNOP'
const CHANGING = 'screen.2.r59000000.ABCDEFGHIJKLMNOP'
const place = (id: string, rotating: boolean): Checkpoint => ({ id, name: { zh: id, en: id }, location: null, device: null, rotating, checks: [] })

describe('a code', () => {
  it('is found in an address, on its own, and in typed digits', () => {
    expect(codeIn(`https://gate.example/scan?c=${SIGNED}`)).toBe(SIGNED)
    expect(codeIn(` ${SIGNED} `)).toBe(SIGNED)
    expect(codeIn(CHANGING)).toBe(CHANGING)
    expect(codeIn('1234 5678')).toBe('12345678')
    expect(codeIn('1234-5678')).toBe('12345678')
  })

  it.each(['', 'hello', '1234567', '123456789', 'https://elsewhere.example/', 'https://', 'https://x.example/scan?c=', 'a.b.c', `${SIGNED}Z`])(
    'is not in %j', (text) => expect(codeIn(text)).toBeNull(),
  )

  it('is good for the checkpoint that its proof is of', async () => {
    const proved = provedBy({ 'gate-post': [await sha256(SIGNED), await sha256('12345678')], other: [await sha256('87654321')] })
    const places = new Map([['gate-post', place('gate-post', false)]])
    expect(await checkpointOf(SIGNED, proved, places)).toBe('gate-post')
    expect(await checkpointOf('12345678', proved, places)).toBe('gate-post')
    expect(await checkpointOf('87654321', proved, places)).toBe('other')
    expect(await checkpointOf('gate-post.1.ABCDEFGHIJKLMNOQ', proved, places)).toBeNull()
    expect(await checkpointOf('11111111', proved, places)).toBeNull()
  })

  it('that changes is taken by its form, where its checkpoint has such codes', async () => {
    const changes = (rotating: boolean) => checkpointOf(CHANGING, new Map(), new Map([['screen', place('screen', rotating)]]))
    expect(await changes(true)).toBe('screen')
    expect(await changes(false)).toBeNull()
    expect(await checkpointOf(CHANGING, new Map(), new Map())).toBeNull()
  })
})

describe('a round', () => {
  it('goes from stop to stop, by what the phone and the gateway know', () => {
    const round = aRound('night', 0, ['a', 'b', 'c'])
    expect(walk(round, [], AT).next?.stop.checkpoint).toBe('a')
    const one = walk(round, [aRecord(1, 'a', { round: 'night' })], AT)
    expect([one.next?.stop.checkpoint, one.done, one.total]).toEqual(['b', 1, 3])
    const told = { ...round, stops: round.stops.map((stop, index) => ({ ...stop, state: (['done', 'excused', 'due'] as const)[index]! })) }
    expect(walk(told, [], AT).next?.stop.checkpoint).toBe('c')
    expect(walk(round, ['a', 'b', 'c'].map((id, index) => aRecord(index + 1, id, { round: 'night' })), AT).next).toBeNull()
    expect(walk(round, [aRecord(1, 'a', { round: 'yesterday' })], AT).done).toBe(0)
  })

  it('leaves a stop behind that is too late, as long as another is not', () => {
    const round = aRound('night', 0, ['a', 'b'])
    const [first, second] = round.stops
    const late = { ...round, stops: [{ ...first!, closes_at: new Date(AT - 1000).toISOString() }, second!] }
    expect(walk(late, [], AT).next?.stop.checkpoint).toBe('b')
    expect(walk(late, [], AT + 86_400_000).next?.stop.checkpoint).toBe('a')
  })

  it('that counts is the chosen one, then the begun, then the own, then the earliest', () => {
    const [first, second] = [aRound('first', 0, ['a']), aRound('second', 1, ['b', 'c'])]
    const rounds = [second, first]
    expect(current(rounds, [], AT, null, 'li')?.id).toBe('first')
    expect(current(rounds, [], AT, 'second', 'li')?.id).toBe('second')
    expect(current([first, { ...second, guard: 'li' }], [], AT, null, 'li')?.id).toBe('second')
    expect(current([first, { ...second, team: ['wu', 'li'] }], [], AT, null, 'li')?.id).toBe('second')
    expect(current(rounds, [aRecord(1, 'b', { round: 'second' })], AT, null, 'li')?.id).toBe('second')
    expect(current(rounds, [aRecord(1, 'a', { round: 'first' })], AT, null, 'li')?.id).toBe('second')
    expect(current([], [], AT, 'first', 'li')).toBeNull()
    expect(current(rounds, [], AT + 86_400_000, null, 'li')).toBeNull()
  })

  it('of a scan is the current one, or another that is open and lacks the point', () => {
    const [first, second, later] = [aRound('first', 0, ['a']), aRound('second', 1, ['a', 'b']), aRound('later', 120, ['c'])]
    const of = (checkpoint: string, records: Parameters<typeof roundFor>[3] = []) =>
      roundFor(checkpoint, first, [first, second, later], records, AT)?.id
    expect([of('a'), of('b'), of('c'), of('z')]).toEqual(['first', 'second', 'first', 'first'])
    expect(of('b', [aRecord(1, 'b', { round: 'second' })])).toBe('first')
    expect(roundFor('a', null, [], [], AT)).toBeNull()
    expect(roundFor('c', later, [later], [], AT)).toBeNull() // too early
  })

  it('that is still to come is shown where none is open', () => {
    const later = aRound('later', 120, ['a'])
    expect(current([later], [], AT, null, 'li')?.id).toBe('later')
  })
})

describe('a scan', () => {
  const round = walk(aRound('night', 0, ['a', 'b', 'c']), [], AT)

  it('is good on its round, and says what was passed over where the order is fixed', () => {
    expect(verdict('a', [], round, true, AT)).toEqual({ kind: 'good', checkpoint: 'a', skipped: [] })
    expect(verdict('c', [], round, true, AT)).toEqual({ kind: 'good', checkpoint: 'c', skipped: ['a', 'b'] })
    expect(verdict('c', [], round, false, AT)).toEqual({ kind: 'good', checkpoint: 'c', skipped: [] })
  })

  it('is elsewhere off its round, and without one', () => {
    expect(verdict('z', [], round, true, AT).kind).toBe('elsewhere')
    expect(verdict('a', [], null, false, AT).kind).toBe('elsewhere')
  })

  it('is a duplicate within two minutes, not after', () => {
    const before = aRecord(7, 'a', { time: new Date(AT).toISOString() })
    expect(verdict('a', [before], round, true, AT + 119_999)).toEqual({ kind: 'duplicate', checkpoint: 'a', ago_ms: 119_999, seq: 7 })
    expect(verdict('a', [before], round, true, AT + 120_000).kind).toBe('good')
    expect(verdict('b', [before], round, true, AT + 1000).kind).toBe('good')
  })
})
