/**
 * Which drawing a kind of device has: `kinds/{kind}.vue`. A kind without one gets a grid of its values, and needs no code.
 * `all/{kind}.vue` is a picture of all devices of a kind side by side; without one they are a table.
 */
import { defineAsyncComponent, type Component } from 'vue'
import type { Kind, KindPoint } from '../api/types'
import type { IconName } from '../components/icons'

type Load = () => Promise<{ default: Component }>

const files: Readonly<Record<string, Load>> = import.meta.glob<{ default: Component }>('./kinds/*.vue')
const allFiles: Readonly<Record<string, Load>> = import.meta.glob<{ default: Component }>('./all/*.vue')
const gridFile: Load = () => import('./ValueGrid.vue')
const loads: readonly Load[] = [...Object.values(files), ...Object.values(allFiles), gridFile]
const grid = defineAsyncComponent(gridFile)
const byKind = (found: Readonly<Record<string, Load>>): ReadonlyMap<string, Component> =>
  new Map(Object.entries(found).map(([path, load]) => [path.split('/').at(-1)!.slice(0, -'.vue'.length), defineAsyncComponent(load)]))
const drawings = byKind(files)
const pictures = byKind(allFiles)

/** The systems of a house, in the order in which the screens list them. */
const ICONS: Readonly<Record<string, IconName>> = {
  fire: 'fire', power: 'power', water: 'water', lift: 'lift', security: 'security', climate: 'climate',
  lighting: 'lighting', meters: 'meters', gatehouse: 'health', other: 'system',
}
export const SYSTEMS: readonly string[] = Object.keys(ICONS)

const MOST_COLUMNS = 5

/** Fetches every drawing; a failure costs nothing, since it is asked for again when it is to be shown. */
export function loadDrawings(): void {
  for (const load of loads) void load().catch(() => {})
}

export const hasDrawing = (kind: string): boolean => drawings.has(kind)

export const drawingOf = (kind: string): Component => drawings.get(kind) ?? grid

/** With the props of `all.ts`. */
export const allOf = (kind: string): Component | null => pictures.get(kind) ?? null

export const iconOf = (system: string): IconName => ICONS[system] ?? 'system'

/** Kinds by system, and inside one in the order in which the gateway names them. */
export function bySystem(kinds: readonly Kind[]): Kind[] {
  const place = (kind: Kind): number => SYSTEMS.indexOf(kind.screen.system)
  return kinds.toSorted((a, b) => place(a) - place(b))
}

/** Points that are measured, not states: a trend of them says something. */
const measured = (kind: Kind): KindPoint[] =>
  kind.points.filter((point) => point.range !== null && Object.keys(point.texts).length === 0)

export function headlinePoint(kind: Kind): KindPoint | undefined {
  return kind.points.find((point) => point.id === kind.screen.headline) ?? measured(kind)[0]
}

export function trendPoints(kind: Kind): readonly string[] {
  return kind.screen.trends.length > 0 ? kind.screen.trends : measured(kind).slice(0, 2).map((point) => point.id)
}

/** What tells most of a kind, for a table of many devices: never more columns than can be read. */
export function columnsOf(kind: Kind): readonly KindPoint[] {
  const first = [kind.screen.headline, ...kind.screen.trends]
  const rank = (point: KindPoint): number => (first.includes(point.id) ? first.indexOf(point.id) : first.length)
  const own = kind.points.filter((point) => point.id !== 'online')
  return own.length <= MOST_COLUMNS ? own : own.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_COLUMNS)
}
