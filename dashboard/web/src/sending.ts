/** What a form sends: busy until there is an answer; why it could not be done is said beside it. */
import { ref } from 'vue'
import { reason } from './acts'

export function useSending(why: (error: unknown) => string = reason) {
  const [busy, failure] = [ref(false), ref('')]

  /** What comes of it, null where it failed. */
  async function send<T>(act: () => Promise<T>): Promise<T | null> {
    busy.value = true
    failure.value = ''
    try {
      return await act()
    } catch (error) {
      failure.value = why(error)
      return null
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, send }
}
