import { describe, expect, it } from 'vitest'
import type { Kind } from '../src/api/types'
import { A_SHEET, choiceOf, chosen, offered, sheetsOf } from '../src/labels'
import { device } from './specimens'

const kinds = new Map([
  ['pump_room', { kind: 'pump_room', screen: { system: 'water' } } as Kind],
  ['elevator', { kind: 'elevator', screen: { system: 'lift' } } as Kind],
])
const devices = [device('pump-1'), device('pump-2'), device('lift-1', { kind: 'elevator' })]
const ids = (list: readonly { id: string }[]): string[] => list.map((one) => one.id)

describe('labels', () => {
  it('are offered by system and by kind', () => {
    expect(ids(offered(choiceOf({}), devices, kinds))).toEqual(['pump-1', 'pump-2', 'lift-1'])
    expect(ids(offered(choiceOf({ system: 'lift' }), devices, kinds))).toEqual(['lift-1'])
    expect(ids(offered(choiceOf({ kind: 'pump_room' }), devices, kinds))).toEqual(['pump-1', 'pump-2'])
  })

  it('are for all that are offered until some are named', () => {
    expect(ids(chosen(choiceOf({}), devices))).toHaveLength(3)
    expect(ids(chosen(choiceOf({ devices: 'lift-1,pump-2,gone' }), devices))).toEqual(['pump-2', 'lift-1'])
  })

  it('lie on as many sheets as they need', () => {
    const many = Array.from({ length: A_SHEET + 1 }, (_, n) => device(`d-${n}`))
    expect(sheetsOf(many).map((sheet) => sheet.length)).toEqual([A_SHEET, 1])
    expect(sheetsOf([])).toEqual([])
  })
})
