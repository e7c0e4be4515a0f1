/** Trends as uPlot wants them: one table of times and values, and how each line is drawn. */
import uPlot from 'uplot'
import type { Point } from './api/types'
import { siteDate, siteTime } from './format/clock'

export type Sample = readonly [time: string, min: number | null, mean: number | null, max: number | null]

export interface Trend {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly decimals: number
  readonly samples: readonly Sample[]
  /** A state, which is one thing until it is another. */
  readonly stepped: boolean
}

export interface Level {
  readonly value: number
  readonly unit: string
  readonly priority: number
}

export interface Mark {
  readonly at: number
  readonly priority: number
}

/** The samples with the value of now after them, since a value that stays within its deadband is not stored again. */
export function untilNow(samples: readonly Sample[], point: Point | undefined, now: number): readonly Sample[] {
  if (!point || point.quality !== 'good' || point.value === null) return samples
  return [...samples, [new Date(now).toISOString(), point.value, point.value, point.value]]
}

/** Times in seconds, and for each trend its mean, minimum and maximum. A null is a gap; undefined is only another line's time. */
export function tableOf(trends: readonly Trend[]): uPlot.AlignedData {
  if (trends.length === 0) return [[]]
  const tables = trends.map(({ samples }): uPlot.AlignedData => [
    samples.map((sample) => Date.parse(sample[0]) / 1000),
    samples.map((sample) => sample[2]),
    samples.map((sample) => sample[1]),
    samples.map((sample) => sample[3]),
  ])
  return uPlot.join(tables)
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
export const seriesColour = (index: number): string => `--series-${(index % 8) + 1}`
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4]]

function seriesOf(trend: Trend, index: number): uPlot.Series[] {
  const stroke = colour(seriesColour(index))
  const hidden = { scale: trend.unit || '1', stroke: 'transparent', width: 0, points: { show: false } }
  const steps = trend.stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}
  const line = { ...hidden, ...steps, label: trend.label, stroke, width: 1.5, dash: DASHES[Math.floor(index / 2) % 4] ?? [] }
  return [line, { ...hidden, label: '' }, { ...hidden, label: '' }]
}

function axesOf(trends: readonly Trend[], zone: string): uPlot.Axis[] {
  const style = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 }, font: '13px system-ui, sans-serif' }
  const units = [...new Set(trends.map((trend) => trend.unit || '1'))]
  const times = (_: uPlot, splits: number[], __: number, ___: number, step: number): string[] =>
    splits.map((at) => (step >= 86_400 ? siteDate(at * 1000, zone).slice(5) : siteTime(at * 1000, zone).slice(0, step < 60 ? 8 : 5)))
  return [
    { ...style, values: times, space: 80, size: 36 },
    ...units.slice(0, 2).map((unit, index): uPlot.Axis => ({
      ...style,
      scale: unit,
      side: index === 0 ? 3 : 1,
      size: 64,
      grid: index === 0 ? style.grid : { show: false },
      label: unit === '1' ? '' : unit,
      labelSize: 18,
      labelFont: style.font,
    })),
  ]
}

const LINE_HEIGHT = 14

/** Limits as dashed lines across with their values, alarms as lines down, both in the colour of their priority. */
function drawMarks(chart: uPlot, levels: readonly Level[], marks: readonly Mark[]): void {
  const { ctx, bbox } = chart
  const right = bbox.left + bbox.width
  const bottom = bbox.top + bbox.height
  const line = (priority: number, dash: number[], x0: number, y0: number, x1: number, y1: number): void => {
    ctx.strokeStyle = colour(`--p${priority}`)
    ctx.setLineDash(dash)
    ctx.beginPath()
    ctx.moveTo(x0, y0)
    ctx.lineTo(x1, y1)
    ctx.stroke()
  }
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.fillStyle = colour('--muted')
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`
  ctx.textAlign = 'start'
  ctx.textBaseline = 'bottom'
  const written: number[] = []
  for (const level of levels) {
    if (!chart.scales[level.unit || '1']) continue
    const y = chart.valToPos(level.value, level.unit || '1', true)
    if (y < bbox.top || y > bottom) continue
    line(level.priority, [6, 6], bbox.left, y, right, y)
    if (written.some((other) => Math.abs(other - y) < LINE_HEIGHT * devicePixelRatio)) continue
    written.push(y)
    ctx.fillText(`${level.value} ${level.unit}`, bbox.left + 4 * devicePixelRatio, y - 3 * devicePixelRatio)
  }
  for (const mark of marks) {
    const x = chart.valToPos(mark.at / 1000, 'x', true)
    if (x >= bbox.left && x <= right) line(mark.priority, [], x, bbox.top, x, bottom)
  }
  ctx.restore()
}

export interface ChartWish {
  readonly trends: readonly Trend[]
  readonly levels: readonly Level[]
  readonly marks: readonly Mark[]
  readonly from: number
  readonly to: number
  readonly zone: string
  readonly width: number
  readonly height: number
  /** Told the span that was dragged over, in ms. */
  readonly zoomed: ((from: number, to: number) => void) | null
  /** Told the values under the pointer, one for each trend; nulls when it has left. */
  readonly pointed: (values: readonly (number | null)[]) => void
}

/** The values with the next limit above and below them, so that one sees how far it is. */
export function withLimits(low: number, high: number, levels: readonly Level[]): [number, number] {
  const above = levels.map((level) => level.value).filter((value) => value >= high)
  const below = levels.map((level) => level.value).filter((value) => value <= low)
  return [below.length > 0 ? Math.max(...below) : low, above.length > 0 ? Math.min(...above) : high]
}

function rangeWith(levels: readonly Level[]): uPlot.Range.Function {
  return (_, low, high) => {
    if (low === null || high === null) return [0, 1]
    return uPlot.rangeNum(...withLimits(low, high, levels), 0.1, true)
  }
}

export function optionsOf(wish: ChartWish): uPlot.Options {
  const units = [...new Set(wish.trends.map((trend) => trend.unit || '1'))]
  return {
    width: wish.width,
    height: wish.height,
    legend: { show: false },
    cursor: { drag: { x: wish.zoomed !== null, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [wish.from / 1000, wish.to / 1000] },
      ...Object.fromEntries(units.map((unit) => [unit, { range: rangeWith(wish.levels.filter((level) => (level.unit || '1') === unit)) }])),
    },
    axes: axesOf(wish.trends, wish.zone),
    series: [{}, ...wish.trends.flatMap(seriesOf)],
    bands: wish.trends.map((_, index) => ({
      series: [index * 3 + 3, index * 3 + 2],
      fill: `color-mix(in srgb, ${colour(seriesColour(index))} 22%, transparent)`,
    })),
    hooks: {
      draw: [(chart) => drawMarks(chart, wish.levels, wish.marks)],
      setSelect: [
        (chart) => {
          if (chart.select.width < 4) return
          const [from, to] = [chart.select.left, chart.select.left + chart.select.width].map((x) => chart.posToVal(x, 'x') * 1000)
          wish.zoomed?.(from as number, to as number)
        },
      ],
      setCursor: [
        (chart) => {
          const at = chart.cursor.idx
          wish.pointed(wish.trends.map((_, index) => (at === null || at === undefined ? null : (chart.data[index * 3 + 1]?.[at] ?? null))))
        },
      ],
    },
  }
}
