import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import PriorityMark from '../src/components/PriorityMark.vue'
import { preferences } from '../src/preferences'
import { asPriority, PRIORITIES, SHAPES } from '../src/priority'

beforeEach(() => (preferences.language = 'en'))

describe('priorities', () => {
  it('each have a shape of their own', () => {
    expect(new Set(PRIORITIES.map((priority) => SHAPES[priority].path)).size).toBe(4)
  })

  it('are drawn as shape, digit and word, not by colour alone', () => {
    const mark = mount(PriorityMark, { props: { priority: 1, flashing: true } })
    expect(mark.find('path').attributes('d')).toBe(SHAPES[1].path)
    expect(mark.text()).toBe('1')
    expect(mark.attributes('aria-label')).toBe('critical')
    expect(mark.classes()).toContain('p1')
    expect(mark.classes()).toContain('flashing')
  })

  it('are grey where nothing is wrong', () => {
    const mark = mount(PriorityMark, { props: { priority: 2, quiet: true } })
    expect(mark.classes()).toContain('quiet')
    expect(mark.classes()).not.toContain('p2')
  })

  it('take what they do not know for the lowest', () => {
    expect(asPriority(9)).toBe(4)
  })
})
