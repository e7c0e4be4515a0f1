import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { onSignedOut } from './api/client'
import { applyPreferences } from './preferences'
import { router } from './router'
import { session } from './session'
import './styles/tokens.css'
import './styles/base.css'

applyPreferences()
if (new URLSearchParams(location.search).get('wall') === '1') document.documentElement.dataset['wall'] = '1'
onSignedOut(() => {
  session.value = null
  void router.push({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } })
})

const app = createApp(App).use(createPinia()).use(router)
// Until it is known who is there, the page stays as index.html has it.
void router.isReady().then(() => app.mount('#app'))
