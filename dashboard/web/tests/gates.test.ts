import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { alternatives, gateInHand, inOrder, isStanding, moodOf, signsOf, waitingAmong } from '../src/gates'
import { reasonWord, REASON_NAMES } from '../src/i18n/parts/gates'
import { preferences } from '../src/preferences'
import { gate, passage } from './specimens'

const NOW = Date.parse('2026-11-21T08:01:00.000Z')
const MINUTE = 60_000
const ask = (id: string, changed = {}) => passage(id, { decision: 'ask', reason: 'unsure_plate', outcome: 'none', ...changed })
const ids = (passages: readonly { id: string }[]): string[] => passages.map((one) => one.id)

describe('who waits for a person', () => {
  it('is who asks, until somebody decides or five minutes have gone', () => {
    expect(waitingAmong([ask('1'), passage('2', { gate: 'north' })], NOW)).toEqual(new Set(['1']))
    expect(waitingAmong([ask('1', { decision: 'open', reason: 'by_hand', outcome: 'ordered' })], NOW).size).toBe(0)
    expect(waitingAmong([ask('1')], NOW + 5 * MINUTE).size).toBe(0)
  })

  it('still waits when a person put the plate right and the gate asks again', () => {
    expect(waitingAmong([ask('1', { decided_by: 'li', reason: 'not_inside' })], NOW).has('1')).toBe(true)
  })

  it('has gone where a later vehicle went through at the same gate, and only then', () => {
    expect(waitingAmong([ask('1'), passage('2')], NOW).size).toBe(0)
    expect(waitingAmong([ask('1'), passage('2', { outcome: 'failed' }), passage('3', { outcome: 'ordered' })], NOW).size).toBe(1)
    expect(waitingAmong([passage('1'), ask('2')], NOW).size).toBe(1)
  })
})

describe('the passages of a gate', () => {
  it('have those who wait on top, the longest first, then the newest', () => {
    const all = [passage('1'), ask('2'), passage('3', { outcome: 'failed' }), ask('4'), passage('9', { gate: 'north' })]
    expect(ids(inOrder(all, 'south', waitingAmong(all, NOW)))).toEqual(['2', '4', '3', '1'])
  })

  it.each([
    [{ outcome: 'failed' }, false, 'failed'],
    [{}, false, 'quiet'],
    [{ decision: 'refuse', reason: 'unpaid', outcome: 'none' }, false, 'stopped'],
    [{ decision: 'refuse', reason: 'blocked_vehicle', outcome: 'none' }, false, 'blocked'],
    [{ decision: 'ask', outcome: 'none' }, true, 'ask'],
    [{ decision: 'ask', outcome: 'none' }, false, 'quiet'],
    [{ decision: 'open', reason: 'by_hand', outcome: 'opened' }, false, 'quiet'],
  ] as const)('with %j look %s %s', (changed, waits, mood) => expect(moodOf(passage('1', changed), waits)).toBe(mood))

  it('are before the barrier until they have been let through, or for ten minutes', () => {
    expect(isStanding(ask('1'), NOW)).toBe(true)
    expect(isStanding(passage('1'), NOW)).toBe(false)
    expect(isStanding(passage('1', { outcome: 'failed' }), NOW)).toBe(true)
    expect(isStanding(ask('1'), NOW + 10 * MINUTE)).toBe(false)
  })
})

describe('the gate that a key means', () => {
  const gates = [gate('south'), gate('north')]
  const waits = [ask('1', { gate: 'north' }), ask('2')]
  const waiting = waitingAmong(waits, NOW)

  it('is the one in hand, else where somebody has waited longest, else the only one', () => {
    expect(gateInHand(gates, 'south', waits, waiting)?.id).toBe('south')
    expect(gateInHand(gates, null, waits, waiting)?.id).toBe('north')
    expect(gateInHand(gates, null, [], new Set())).toBeUndefined()
    expect(gateInHand(gates.slice(0, 1), null, [], new Set())?.id).toBe('south')
  })
})

describe('a plate', () => {
  const text = (one: Parameters<typeof signsOf>[0]): string =>
    signsOf(one).map((part) => part.map((sign) => (sign.uncertain ? `(${sign.text})` : sign.text)).join('')).join(' ')

  it('is set as on the car, with what the camera was not sure of', () => {
    expect(text(passage('1'))).toBe('粤B 12345')
    expect(text({ plate: '', seen: '粤B8K3Z1', uncertain: [3, 5] })).toBe('粤B 8(K)3(Z)1')
    expect(text({ plate: 'AA 12', seen: 'AA 12', uncertain: [] })).toBe('AA 12')
    expect(text({ plate: '', seen: '', uncertain: [] })).toBe('')
  })

  it('that was decided otherwise than it was read has nothing uncertain in it', () => {
    expect(text({ plate: '粤B8K321', seen: '粤B8K3Z1', uncertain: [5] })).toBe('粤B 8K321')
  })

  it('may be what the camera saw, or one of its candidates, each once', () => {
    const candidates = ['粤B8K321', '粤B8K3Z1', '粤B8H3Z1']
    expect(alternatives({ plate: '', seen: '粤B8K3Z1', candidates })).toEqual(['粤B8K3Z1', '粤B8K321', '粤B8H3Z1'])
    expect(alternatives({ plate: '粤B8K321', seen: '粤B8K3Z1', candidates })).toEqual(['粤B8K3Z1', '粤B8H3Z1'])
    expect(alternatives({ plate: '', seen: '', candidates: [] })).toEqual([])
  })
})

describe('the reasons of the gateway', () => {
  beforeEach(() => (preferences.language = 'en'))

  it('have words, every one of them', () => {
    const model = readFileSync('../../gateway/gates/model.py', 'utf8')
    const reasons = model.slice(model.indexOf('class Reason'), model.indexOf('class Outcome'))
    const named = [...reasons.matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm)].map((match) => match[1])
    expect(named.length).toBeGreaterThan(20)
    expect(REASON_NAMES.toSorted()).toEqual(named.toSorted())
  })

  it('are shown as they are where there is no word', () => {
    expect([reasonWord('unpaid'), reasonWord('something_new')]).toEqual(['Not paid', 'something_new'])
  })
})
