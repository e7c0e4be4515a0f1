/** Which drawing a kind of device has. A kind that is not here gets a grid of its values, and needs no code. */
import { defineAsyncComponent, type Component } from 'vue'
import type { Kind, KindPoint } from '../api/types'
import type { IconName } from '../components/icons'

interface Entry {
  readonly drawing: Component
  readonly icon: IconName
  /** The point that stands for the system on its tile. */
  readonly headline: string
  /** The points whose trends stand below the drawing. */
  readonly trends: readonly string[]
}

type Load = () => Promise<{ default: Component }>
const loads: Load[] = []

function drawn(load: Load): Component {
  loads.push(load)
  return defineAsyncComponent(load)
}

const KINDS: Readonly<Record<string, Entry>> = {
  pump_room: { drawing: drawn(() => import('./PumpRoom.vue')), icon: 'water', headline: 'outlet_pressure', trends: ['outlet_pressure', 'tank_level'] },
  switchgear: { drawing: drawn(() => import('./Switchgear.vue')), icon: 'power', headline: 'active_power', trends: ['active_power', 'voltage_a'] },
}
const grid = drawn(() => import('./ValueGrid.vue'))

/** Fetches every drawing; a failure costs nothing, since it is asked for again when it is to be shown. */
export function loadDrawings(): void {
  for (const load of loads) void load().catch(() => {})
}

export const hasDrawing = (kind: string): boolean => kind in KINDS

export const drawingOf = (kind: string): Component => KINDS[kind]?.drawing ?? grid

export const iconOf = (kind: string): IconName => KINDS[kind]?.icon ?? 'system'

/** Points that are measured, not states: a trend of them says something. */
const measured = (kind: Kind): KindPoint[] =>
  kind.points.filter((point) => point.range !== null && Object.keys(point.texts).length === 0)

export function headlinePoint(kind: Kind): KindPoint | undefined {
  return kind.points.find((point) => point.id === KINDS[kind.kind]?.headline) ?? measured(kind)[0]
}

export function trendPoints(kind: Kind): readonly string[] {
  return KINDS[kind.kind]?.trends ?? measured(kind).slice(0, 2).map((point) => point.id)
}
