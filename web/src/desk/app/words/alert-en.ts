import type { alertZh } from './alert-zh.ts'

export const alertEn: typeof alertZh = {
  alert: {
    title: 'Alerts of your teams', bell: 'Alerts: {n} nobody has noticed', look: 'Look', taken: 'Noted', others: '{n} more', flash: '[Alert] {kind}',
    takenBy: '{by} has noted the alert of {number}',
    account: {
      title: 'Alerts of your teams', sound: 'Which alerts make a sound', muted: 'All sound is off; turn it on at the left.',
      always: 'Without a sound an alert is shown all the same. Danger stays on top of the page and in the title until somebody has noted it.',
      desktop: 'Tell me outside the browser while it is not in front (strong feelings excepted)',
      standing: {
        on: 'On. Such a notice holds the number and the agent’s name alone.', off: 'Off.',
        refused: 'The browser does not let this site show notices; allow it in the settings of the site.', unknown: 'This browser has no such notices.',
      },
    },
  },
  join: {
    title: 'Join', act: 'Join', leave: 'Leave',
    watching: 'You only watch; neither {name} nor the customer sees you', mine: 'You have joined and the customer reads your replies; {name} stays in charge',
    other: '{name} has joined; the customer reads what she writes', badge: 'with {names}', apart: ', ', left: 'You have left; the customer sees it',
    event: { joined: '{name} has joined', left: '{name} has left', moved: '{name} left with the change of hands', gone: '{name} lost the line and has left', other: 'Joining' },
  },
}
