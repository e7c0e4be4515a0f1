import { describe, expect, it } from 'vitest'
import type { Kind } from '../src/api/types'
import type { Grade } from '../src/priority'
import { opensWith, stateOfSystem, systemsOf, worstBySystem } from '../src/systems'
import { tallyByKind } from '../src/tiles'
import { alarm, device, point } from './specimens'

const kind = (name: string, system: Kind['screen']['system']): Kind => ({
  kind: name, name: { zh: name, en: name }, protocol: 'modbus', protocols: ['modbus'], read_only: false, points: [],
  screen: { system, headline: null, trends: [] },
})
const KINDS = [kind('generator', 'power'), kind('lift', 'lift'), kind('fire_panel', 'fire'), kind('switchgear', 'power'), kind('unused', 'water')]
const DEVICES = [
  device('g1', { kind: 'generator' }), device('s1', { kind: 'switchgear' }), device('s2', { kind: 'switchgear', state: 'offline' }),
  device('f1', { kind: 'fire_panel' }), device('l1', { kind: 'lift' }),
]

describe('systems', () => {
  const systems = systemsOf(KINDS, DEVICES)

  it('are what the site has devices of, fire first, with their kinds in the order of the gateway', () => {
    expect(systems.map((one) => [one.system, one.kinds.map((its) => its.kind)])).toEqual([
      ['fire', ['fire_panel']], ['power', ['generator', 'switchgear']], ['lift', ['lift']],
    ])
  })

  it('are as bad as the worst of their kinds, and count all of them', () => {
    const alarms = [
      alarm('1', { device: 's1', priority: 2 }), alarm('2', { device: 'g1', priority: 3, acknowledged: true }), alarm('3', { device: 'l1', priority: 1 }),
    ]
    const tallies = tallyByKind(DEVICES, [point('s1/x'), point('s2/x', { quality: 'stale' }), point('g1/x', { quality: 'bad' })], alarms)
    const power = stateOfSystem(systems[1]!, tallies)
    expect(power).toMatchObject({ devices: 3, offline: 1, stale: 2, active: 2, unacknowledged: 1, worst: 2 })
    expect(power.lines.map((line) => [line.kind.kind, line.worst])).toEqual([['generator', 3], ['switchgear', 2]])
    expect(opensWith(power)?.kind).toBe('switchgear')
  })

  it('are quiet and open with their first kind when nothing is wrong', () => {
    const power = stateOfSystem(systems[1]!, tallyByKind(DEVICES, [], []))
    expect(power.worst).toBeNull()
    expect(opensWith(power)?.kind).toBe('generator')
  })

  it('have their gravest alarm at their door; one of no device is the gateway\'s own, or a gate\'s', () => {
    const alarms = [
      alarm('1', { device: 'f1', kind: 'fire', priority: 1 }), alarm('2', { device: 'f1', priority: 2 }),
      alarm('3', { device: 'connection:field', priority: 2 }), alarm('4', { device: 'gate:south', priority: 3 }),
    ]
    const worst = worstBySystem(alarms, new Map(DEVICES.map((one) => [one.id, one])), new Map(KINDS.map((one) => [one.kind, one])))
    expect(worst).toEqual(new Map<string, Grade>([['fire', 'fire'], ['gatehouse', 2], ['gates', 3]]))
  })
})
