import { createApp } from 'vue'
import { onSignedOut } from '../api/client'
import { applyPreferences } from '../preferences'
import '../styles/tokens.css'
import '../styles/base.css'
import './scan.css'
import ScanApp from './ScanApp.vue'
import { early, follow, phone, readAnew } from './phone'
import { register } from './registering'
import { resume } from './scanning'

applyPreferences()
onSignedOut(() => (phone.link = 'signed_out'))

/** A label or a tag may have brought us here. The address is put right, so that a reload does not scan again. */
const code = new URLSearchParams(location.search).get('c')
if (code !== null) {
  early.value = code
  history.replaceState(null, '', '/scan')
}

void register()
follow()
void readAnew().then(() => {
  resume()
  createApp(ScanApp).mount('#app')
})
