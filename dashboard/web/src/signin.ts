/** Signing in, on the screens and on the guard's phone. */
import { ref } from 'vue'
import { reason } from './acts'
import { ApiError } from './api/client'
import { t } from './i18n/parts/sign'
import { useSending } from './sending'
import { signIn } from './session'

const why = (error: unknown): string => (error instanceof ApiError && error.status === 401 ? t('sign.wrong') : reason(error))

/** `after`: what follows once somebody is in. A password that was not taken is typed anew. */
export function useSignIn(after: () => Promise<void>) {
  const [username, password] = [ref(''), ref('')]
  const { busy, failure, send } = useSending(why)

  async function submit(): Promise<void> {
    await send(() => signIn(username.value.trim(), password.value).then(after))
    if (failure.value) password.value = ''
  }

  return { username, password, busy, failure, submit }
}
