import { mount, RouterLinkStub } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Checkpoint, Round, Route } from '../src/api/patrol'
import AlarmRow from '../src/components/AlarmRow.vue'
import BoardHead from '../src/components/patrol/BoardHead.vue'
import DispatchList from '../src/components/patrol/DispatchList.vue'
import FloorPlan from '../src/components/patrol/FloorPlan.vue'
import PanicBanner from '../src/components/patrol/PanicBanner.vue'
import RouteLane from '../src/components/patrol/RouteLane.vue'
import ShiftList from '../src/components/patrol/ShiftList.vue'
import StopDialog from '../src/components/patrol/StopDialog.vue'
import TallyTable from '../src/components/patrol/TallyTable.vue'
import { laneOf, lanesOf, stopsByPlace, tallyOf } from '../src/patrol'
import { preferences } from '../src/preferences'
import { alarm, dispatch, round, shift, stop, visited } from './specimens'

const NOW = Date.parse('2026-11-21T08:10:00.000Z')
const zone = 'Asia/Shanghai'
const global = { stubs: { RouterLink: RouterLinkStub } }
const route: Route = {
  id: 'night', name: { zh: '夜巡', en: 'Night' }, kind: 'patrol', order: 'fixed', duration_s: 600, early_s: 600, late_s: 900, sync_s: 3600, guard: 'wang', team: [], stops: [],
}
const before = round('before', {
  state: 'missed', starts_at: '2026-11-21T06:00:00.000Z', opens_at: '2026-11-21T05:50:00.000Z', closes_at: '2026-11-21T06:15:00.000Z',
  stops: [visited('gate'), stop('pumps', { state: 'missed', key: true })], done: 1, missed: 1,
})
const running = round('now', {
  who: ['wang'], done: 1, offline_since: '2026-11-21T08:02:00.000Z',
  stops: [visited('gate', { flags: ['too_fast'], trust: 'low' }), stop('roof', { state: 'offline' }), stop('pumps', { state: 'due' })],
})

beforeEach(() => (preferences.language = 'en'))

describe('a route on the board', () => {
  const lane = (rounds: readonly Round[]) => mount(RouteLane, { props: { route, lane: laneOf('night', rounds, NOW), now: NOW, zone }, global })

  it('has a cell a stop of the round that runs, each with its state in a word', () => {
    const cells = lane([before, running]).findAll('[data-testid="stop"]')
    expect(cells.map((cell) => [cell.attributes('data-checkpoint'), cell.attributes('data-shown')])).toEqual([['gate', 'flagged'], ['roof', 'offline'], ['pumps', 'due']])
    expect(cells[0]!.text()).toContain('flagged')
    expect(cells[0]!.text()).toContain('16:04 · wang')
    expect(cells[0]!.text()).toContain('Trust low')
    expect(cells[1]!.text()).toContain('offline since 16:02')
    expect(cells[2]!.text()).toContain('due 16:05')
  })

  it('names what was missed in the round before, and tells which stop was pressed', async () => {
    const page = lane([before, running])
    expect(page.get('[data-testid="lane"]').attributes('data-weight')).toBe('grave')
    const missed = page.get('[data-testid="stop-before"]')
    expect(missed.text()).toContain('missed pumps')
    await missed.trigger('click')
    await page.findAll('[data-testid="stop"]')[2]!.trigger('click')
    expect(page.emitted('press')).toEqual([[before, before.stops[1]], [running, running.stops[2]]])
  })

  it('without a round says so, and when the next one is', () => {
    const page = lane([round('next', { state: 'planned', starts_at: '2026-11-21T10:00:00.000Z', opens_at: '2026-11-21T09:50:00.000Z', closes_at: '2026-11-21T10:15:00.000Z' })])
    expect(page.text()).toContain('None running')
    expect(page.text()).toContain('Next 18:00')
  })
})

describe('the head of the board', () => {
  const head = (rounds: readonly Round[]) => mount(BoardHead, { props: { tally: tallyOf(lanesOf([route], rounds, NOW)), onShift: 1 } })

  it('says what is wrong, and that nothing is', () => {
    expect(head([before, running]).text()).toContain('1 missed')
    expect(head([before, running]).text()).toContain('1 of them key')
    expect(head([before, running]).text()).toContain('phones out of reach: 1')
    expect(head([round('now')]).text()).toContain('Nothing missed, odd or out of reach')
    expect(head([round('now')]).find('[data-testid="missed"]').exists()).toBe(false)
  })
})

describe('the dialog of a stop', () => {
  const props = { round: running, checkpoint: undefined, readings: [], now: NOW, zone, mayExcuse: true, maySend: true, disabled: false }
  const dialog = (one = stop('pumps', { state: 'missed' }), changed = {}) => mount(StopDialog, { props: { ...props, stop: one, ...changed }, global })

  it('excuses with one click on a reason, or with what is typed', async () => {
    const page = dialog()
    await page.get('[data-reason="door"]').trigger('click')
    await page.get('[data-testid="excuse-text"]').setValue(' locked in ')
    await page.get('form').trigger('submit')
    expect(page.emitted('excuse')).toEqual([['way closed or building work'], ['locked in']])
    await page.get('[data-testid="send-guard"]').trigger('click')
    expect(page.emitted('send')).toHaveLength(1)
  })

  it('has nothing to excuse where somebody was, or for those who may not', () => {
    expect(dialog(visited('gate')).find('[data-testid="excuse-reason"]').exists()).toBe(false)
    expect(dialog(stop('a', { state: 'excused', excuse: { reason: 'storm', who: 'li', time: '2026-11-21T08:09:00.000Z' } })).get('[data-testid="excused"]').text()).toContain('li 16:09:00: storm')
    expect(dialog(stop('a', { state: 'missed' }), { mayExcuse: false }).find('form').exists()).toBe(false)
  })

  it('takes an excuse back, for those who may', async () => {
    const excused = stop('a', { state: 'excused', excuse: { reason: 'storm', who: 'li', time: '2026-11-21T08:09:00.000Z' } })
    const page = dialog(excused)
    await page.get('[data-testid="unexcuse"]').trigger('click')
    expect(page.emitted('unexcuse')).toHaveLength(1)
    expect(dialog(excused, { mayExcuse: false }).find('[data-testid="unexcuse"]').exists()).toBe(false)
    expect(dialog(excused, { disabled: true }).get('[data-testid="unexcuse"]').attributes()).toHaveProperty('disabled')
    expect(dialog().find('[data-testid="unexcuse"]').exists()).toBe(false)
    preferences.language = 'zh'
    expect(dialog(excused).get('[data-testid="unexcuse"]').text()).toBe('撤销说明')
  })

  it('keeps the trace of what came late, and says flags in words', () => {
    const page = dialog(visited('gate', { explained_at: '2026-11-21T08:09:00.000Z', flags: ['elsewhere', 'chain_gap'] }))
    expect(page.get('[data-testid="explained"]').text()).toContain('counted as missed until 16:09:00')
    expect(page.get('[data-testid="flags"]').text()).toContain("the phone's position is not that of the checkpoint")
    expect(page.get('[data-testid="flags"]').text()).not.toContain('have not come')
  })
})

describe('who is there', () => {
  it('is told with the last contact, and marked when the phone is silent', () => {
    const page = mount(ShiftList, { props: { shifts: [shift('1', { waiting: 3, last_contact: '2026-11-21T08:09:50.000Z' }), shift('2', { who: 'li' })], now: NOW, zone } })
    const [wang, li] = page.findAll('[data-testid="shift"]')
    expect(wang!.text()).toContain('heard 10 s ago')
    expect(wang!.text()).toContain('↑3 to upload')
    expect(wang!.classes()).not.toContain('hatched')
    expect(li!.text()).toContain('offline since 16:00')
    expect(li!.classes()).toContain('hatched')
  })

  it('who was sent can be called back until it is over', async () => {
    const open = dispatch('1', { taken_by: 'wang', state: 'accepted' })
    const page = mount(DispatchList, { props: { dispatches: [open, dispatch('2', { state: 'done' }), dispatch('3')], now: NOW, zone, maySend: true, disabled: false } })
    const rows = page.findAll('[data-testid="dispatch"]')
    expect(rows[0]!.text()).toContain('guard on the way')
    expect(rows[2]!.classes()).toContain('unheard')
    expect(page.findAll('[data-testid="cancel-dispatch"]')).toHaveLength(2)
    await page.get('[data-testid="cancel-dispatch"]').trigger('click')
    expect(page.emitted('cancel')).toEqual([[open]])
  })
})

describe('a call for help', () => {
  it('says who, where and since when, and is cleared with a note alone', async () => {
    const panic = { id: 'p', time: '2026-11-21T08:09:00.000Z', who: 'wang', phone: null, position: null, checkpoint: 'pumps', cleared_at: null, cleared_by: null, note: '' }
    const page = mount(PanicBanner, { props: { panics: [panic], place: () => 'Pump room', now: NOW, zone, mayClear: true, disabled: false } })
    expect(page.text()).toContain('PANIC: wang')
    expect(page.text()).toContain('last seen at Pump room')
    expect(page.text()).toContain('1:00')
    await page.get('[data-testid="clear-panic"]').trigger('click')
    await page.get('[data-testid="clear-note"]').setValue('pressed in the pocket')
    await page.get('form').trigger('submit')
    expect(page.emitted('clear')).toEqual([['p', 'pressed in the pocket']])
  })
})

describe('the floor plan', () => {
  it('has each checkpoint at its place, as it stands, and names those without one', async () => {
    const place = (id: string, plan: [number, number] | null): Checkpoint => ({ id, name: { zh: id, en: id }, location: null, device: null, reader: null, rotating: false, key: false, position: null, plan, checks: [] })
    const page = mount(FloorPlan, { props: { checkpoints: [place('gate', [0.25, 0.5]), place('pumps', null)], stops: stopsByPlace(lanesOf([route], [running], NOW)) } })
    const mark = page.get('[data-testid="plan-place"]')
    expect(mark.attributes('aria-label')).toBe('gate: flagged')
    expect(mark.attributes('style')).toContain('25%')
    await mark.trigger('click')
    expect(page.emitted('press')).toEqual([[running, running.stops[0]]])
    expect(page.text()).toContain('Not on the plan: pumps')
  })
})

describe('the figures', () => {
  it('have a bar as long as what was done, and none where nothing was planned', () => {
    const tally = { name: null, planned: 10, visited: 8, done: 6, late: 2, missed: 1, excused: 1, pending: 0, flagged: 0, punctuality: 75 }
    const page = mount(TallyTable, { props: { title: 'By route', rows: [{ ...tally, key: 'night', completion: 88.9 }, { ...tally, key: '', completion: null }], name: (key: string) => key || 'nobody' } })
    const [night, nobody] = page.findAll('[data-testid="tally"]')
    expect(night!.find('rect:not(.whole)').attributes('width')).toBe('88.9')
    expect(night!.text()).toContain('88.9 %')
    expect(nobody!.text()).toContain('nobody')
    expect(nobody!.find('svg').exists()).toBe(false)
  })
})

describe('the row of an alarm', () => {
  const row = (changed = {}) =>
    mount(AlarmRow, {
      props: {
        alarm: alarm('1'), place: () => 'Pump room', reading: () => '', now: NOW, zone, origin: () => '', ask: async () => [], mayAcknowledge: false, disabled: false,
        pictured: false, maySend: true, ...changed,
      },
    })

  it('sends a guard with one click, and then says what became of that', async () => {
    const page = row()
    await page.get('[data-testid="send-guard"]').trigger('click')
    expect(page.emitted('send')).toHaveLength(1)
    const sent = row({ sent: dispatch('d', { alarm: '1', state: 'accepted', taken_by: 'wang' }) })
    expect(sent.find('[data-testid="send-guard"]').exists()).toBe(false)
    expect(sent.get('[data-testid="alarm-dispatch"]').text()).toContain('guard on the way wang')
  })

  it('of a route leads to the board, and has no trend', () => {
    const links = row({ alarm: alarm('1', { device: 'patrol:night' }) }).findAll('a').map((link) => link.attributes('href'))
    expect(links).toEqual(['/patrol'])
  })

  it('can send another when the first has looked, and nobody for a consequence or without the right', () => {
    expect(row({ sent: dispatch('d', { state: 'done' }) }).find('[data-testid="send-guard"]').exists()).toBe(true)
    expect(row({ alarm: alarm('1', { suppression: 'by_design' }) }).find('[data-testid="send-guard"]').exists()).toBe(false)
    expect(row({ maySend: false }).find('[data-testid="send-guard"]').exists()).toBe(false)
  })
})
