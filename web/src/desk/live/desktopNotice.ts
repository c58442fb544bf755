import { ref } from 'vue'
import { storage } from './writing.ts'

const KEY = 'qiao:desk:notices'
type Standing = 'on' | 'off' | 'refused' | 'unknown'

/** Whether serious alerts are shown outside the browser; `unknown` is a browser that has no such notices. */
export const notices = ref<Standing>(standing())

function standing(): Standing {
  if (typeof Notification === 'undefined') return 'unknown'
  if (Notification.permission === 'denied') return 'refused'
  return Notification.permission === 'granted' && storage.getItem(KEY) === 'on' ? 'on' : 'off'
}

export async function switchNotices(on: boolean): Promise<void> {
  storage.setItem(KEY, on ? 'on' : 'off')
  if (on && typeof Notification !== 'undefined') await Notification.requestPermission()
  notices.value = standing()
}

/** One notice for each `tag`; pressed, this page is in front and `onPress` is done. */
export function noticeOutside(title: string, body: string, tag: string, onPress: () => void): void {
  if (notices.value !== 'on') return
  const notice = new Notification(title, { body, tag })
  notice.onclick = () => {
    window.focus()
    notice.close()
    onPress()
  }
}
