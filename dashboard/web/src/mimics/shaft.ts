/** Where a lift's car stands in its shaft, and whether somebody is shut in. */
import type { Look } from './look'

type LookOf = (point: string) => Look
/** On any of these points the rules may put the alarm of people shut in. */
const ENTRAPMENT_POINTS = ['passenger', 'door_zone', 'moving', 'door', 'fault_code', 'alarm_button', 'floor']

/** The floors of a shaft from the lowest up. There is no floor 0: above -1 comes 1. */
export function floorsOf(range: readonly number[] | null): readonly number[] {
  const [low = 1, high = 10] = range ?? []
  return Array.from({ length: high - low + 1 }, (_, index) => low + index).filter((floor) => floor !== 0)
}

/** How many floors above the lowest; half of one more or less where the car stands between two. Null: not known. */
export function levelOf(look: LookOf, floors: readonly number[]): number | null {
  const floor = look('floor').state.value
  if (floor === null) return null
  const level = floors.filter((one) => one < floor).length
  const between = look('door_zone').state.value === 0 && look('moving').state.value === 0
  if (!between) return Math.min(level, floors.length - 1)
  return Math.min(Math.max(level + (look('direction').state.value === 2 ? -0.5 : 0.5), 0), floors.length - 1)
}

/** How wide the door stands open: 0 shut to 1 open, half of it while it moves. */
export function gapOf(look: LookOf): number {
  return ({ 1: 1, 2: 0.5, 3: 0.5 } as Record<number, number>)[look('door').state.value ?? 0] ?? 0
}

/** Up, down or nothing, as a sign. */
export function arrowOf(look: LookOf): string {
  return ({ 1: '▲', 2: '▼' } as Record<number, string>)[look('direction').state.value ?? 0] ?? ''
}

/** The point whose alarm says that people are shut in. */
export function entrapmentOf(look: LookOf): Look | undefined {
  return ENTRAPMENT_POINTS.map(look).find((one) => one.fitted && one.trouble?.kind === 'entrapment')
}
