import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import PriorityMark from '../src/components/PriorityMark.vue'
import { preferences } from '../src/preferences'
import { asPriority, gradeOf, GRADES, gravest, rankOf, SHAPES, type Grade } from '../src/priority'

beforeEach(() => (preferences.language = 'en'))

describe('priorities', () => {
  it('each have a shape of their own', () => {
    expect(new Set(GRADES.map((grade) => SHAPES[grade].path)).size).toBe(5)
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

  it('have fire above them, whatever priority its rule has', () => {
    expect(gradeOf({ kind: 'fire', priority: 3 })).toBe('fire')
    expect(gradeOf({ kind: 'flooding', priority: 1 })).toBe(1)
    expect(gravest([2, 'fire', 1, null])).toBe('fire')
    expect(gravest([null])).toBeNull()
    const grades: (Grade | null)[] = [null, 4, 1, 'fire']
    expect(grades.toSorted((a, b) => rankOf(a) - rankOf(b))).toEqual(['fire', 1, 4, null])
    const mark = mount(PriorityMark, { props: { priority: 'fire' as const } })
    expect([mark.text(), mark.attributes('aria-label'), mark.classes().includes('pfire')]).toEqual(['F', 'fire', true])
  })

  it('take what they do not know for the lowest', () => {
    expect(asPriority(9)).toBe(4)
  })
})
