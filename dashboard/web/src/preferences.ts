/** What this browser remembers of the person in front of it. */
import { reactive, watchEffect } from 'vue'

export type Language = 'zh' | 'en'
export type Theme = 'dark' | 'light'

interface Preferences {
  language: Language
  theme: Theme
  /** Single letters as commands; may be turned off for those whom they disturb. */
  keys: boolean
}

const PLACE = 'gatehouse'
const USUAL: Preferences = { language: 'zh', theme: 'dark', keys: true }

function remembered(): Preferences {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>) }
  } catch {
    return { ...USUAL }
  }
}

export const preferences = reactive(remembered())

/** Keeps the page and the browser's memory as the preferences say. */
export function applyPreferences(): void {
  watchEffect(() => {
    const page = document.documentElement
    page.lang = preferences.language === 'zh' ? 'zh-CN' : 'en'
    page.dataset['theme'] = preferences.theme
    localStorage.setItem(PLACE, JSON.stringify(preferences))
  })
}
