import { mount, RouterLinkStub } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import CorrectDialog from '../src/components/gates/CorrectDialog.vue'
import GateColumn from '../src/components/gates/GateColumn.vue'
import OpenDialog from '../src/components/gates/OpenDialog.vue'
import type { Passage } from '../src/api/types'
import { inOrder, waitingAmong } from '../src/gates'
import { preferences } from '../src/preferences'
import { gate, passage } from './specimens'

const NOW = Date.parse('2026-11-21T08:01:00.000Z')
const unsure = passage('2', { plate: '', seen: '粤B8K3Z1', uncertain: [3], decision: 'ask', reason: 'unsure_plate', outcome: 'none', candidates: ['粤B8H3Z1'] })

function column(passages: readonly Passage[], changed = {}) {
  const waits = waitingAmong(passages, NOW)
  return mount(GateColumn, {
    props: {
      gate: gate('south'), passages: inOrder(passages, 'south', waits), waits, barrier: null, alarms: [], live: false,
      now: NOW, zone: 'Asia/Shanghai', maySee: true, mayOpen: true, disabled: false, ...changed,
    },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}

beforeEach(() => (preferences.language = 'en'))

describe('a gate', () => {
  it('has who waits in hand, with how long, and the others below', () => {
    const page = column([passage('1'), unsure])
    const hand = page.get('[data-testid="passage-hand"]')
    expect(hand.attributes('data-passage')).toBe('2')
    expect(hand.get('[data-testid="waiting"]').text()).toContain('1:00')
    expect(hand.text()).toContain('Plate not sure')
    expect(page.findAll('[data-testid="passage-row"]').map((row) => row.attributes('data-passage'))).toEqual(['1'])
  })

  it('tells of the passage that is meant when somebody presses a button', async () => {
    const page = column([unsure])
    await page.get('[data-testid="open-gate"]').trigger('click')
    await page.get('[data-testid="correct"]').trigger('click')
    expect(page.emitted('open')).toEqual([[unsure]])
    expect(page.emitted('correct')).toEqual([[unsure]])
  })

  it('has no buttons for those who may not, and dead ones while the link is lost', () => {
    expect(column([unsure], { mayOpen: false }).findAll('button')).toEqual([])
    const buttons = column([unsure], { disabled: true }).findAll('button')
    expect(buttons.length).toBe(3)
    expect(buttons.every((button) => button.attributes('disabled') !== undefined)).toBe(true)
  })

  it('without a barrier has nothing to open once the vehicle is through', () => {
    const bare = { gate: gate('south', { barrier: null }) }
    expect(column([passage('1')]).find('[data-testid="open-gate"]').exists()).toBe(true)
    expect(column([passage('1')], bare).find('[data-testid="open-gate"]').exists()).toBe(false)
    expect(column([unsure], bare).find('[data-testid="open-gate"]').exists()).toBe(true)
  })

  it('can be opened with nobody there, where it has a barrier', async () => {
    const page = column([])
    await page.get('[data-testid="open-gate"]').trigger('click')
    expect(page.emitted('open')).toEqual([[null]])
    expect(column([], { gate: gate('south', { barrier: null }) }).find('[data-testid="open-gate"]').exists()).toBe(false)
  })

  it('takes a pass that is shown', async () => {
    const page = column([])
    await page.get('[data-testid="show-pass"]').trigger('click')
    expect(page.emitted('pass')).toEqual([[]])
  })
})

describe('its dialogs', () => {
  it('take a candidate with one click, or what is typed', async () => {
    const page = mount(CorrectDialog, { props: { passage: unsure, now: NOW } })
    await page.get('[data-plate="粤B8H3Z1"]').trigger('click')
    await page.get('[data-testid="plate-input"]').setValue(' 粤B8K321 ')
    await page.get('form').trigger('submit')
    expect(page.emitted('done')).toEqual([['粤B8H3Z1'], ['粤B8K321']])
  })

  it('say that nothing opens any more by a plate of long ago', () => {
    const late = 'More than 10 minutes ago'
    expect(mount(CorrectDialog, { props: { passage: unsure, now: NOW } }).text()).not.toContain(late)
    expect(mount(CorrectDialog, { props: { passage: unsure, now: NOW + 600_000 } }).text()).toContain(late)
  })

  it('open with a note, or without', async () => {
    const page = mount(OpenDialog, { props: { gate: 'South', passage: unsure, mood: 'ask' } })
    await page.get('form').trigger('submit')
    await page.get('[data-testid="note"]').setValue('ambulance')
    await page.get('form').trigger('submit')
    expect(page.emitted('done')).toEqual([[''], ['ambulance']])
  })
})
