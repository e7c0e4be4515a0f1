import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useKeys } from '../src/keys'
import { preferences } from '../src/preferences'

const done: string[] = []
const Listener = defineComponent({
  setup() {
    useKeys({ a: () => done.push('acknowledge'), 'g a': () => done.push('alarms'), '?': () => done.push('help') })
    return () => h('input')
  },
})
const press = (key: string, target: EventTarget = window): boolean => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))

let page: ReturnType<typeof mount>
beforeEach(() => {
  done.length = 0
  preferences.keys = true
  page = mount(Listener, { attachTo: document.body })
})
afterEach(() => page.unmount())

describe('keys', () => {
  it('are commands, one letter or two after G', () => {
    for (const key of ['A', 'g', 'a', 'a', '?']) press(key)
    expect(done).toEqual(['acknowledge', 'alarms', 'acknowledge', 'help'])
  })

  it('are letters while something is being written', () => {
    press('a', page.element)
    expect(done).toEqual([])
  })

  it('can be turned off', () => {
    preferences.keys = false
    press('a')
    expect(done).toEqual([])
  })
})
